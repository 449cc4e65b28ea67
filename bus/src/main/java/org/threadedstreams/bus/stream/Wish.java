package org.threadedstreams.bus.stream;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.bus.config.ConfigFault;
import org.threadedstreams.bus.config.ConfigFile;
import org.threadedstreams.bus.config.StreamSettings;
import org.threadedstreams.bus.journal.JournalSettings;

/**
 * What a stream shall be: as its file says, or closed, and what is wrong with the file.
 *
 * <p>Used from the stream's mailbox only; {@link #charset} is safe from any thread.
 */
final class Wish {

    private static final Logger LOG = LoggerFactory.getLogger(StreamActor.class);

    private final String name;
    private @Nullable ConfigFile file;
    private volatile @Nullable StreamSettings settings;
    private String fault = "";
    private @Nullable ProviderEntry faultOf;
    private String closed = "";
    private boolean held;
    private @Nullable ProviderEntry warned;

    Wish(String name) {
        this.name = name;
    }

    /** Whether that differs from what is wanted already. */
    boolean differs(ConfigFile wanted) {
        return !wanted.equals(file);
    }

    /**
     * A file is there, or was edited. The settings before stay where it cannot be used.
     *
     * @throws ConfigFault if it cannot be used; {@link #fault} says so until there is another
     */
    StreamSettings configure(ConfigFile wanted) throws ConfigFault {
        file = wanted;
        fault = "";
        faultOf = null;
        warned = null;
        open();
        try {
            StreamSettings now = wanted.settings();
            settings = now;
            return now;
        } catch (ConfigFault e) {
            fault = String.valueOf(e.getMessage());
            throw e;
        } catch (RuntimeException e) {
            // Its message may quote a value, which may be a secret.
            fault = wanted + ": cannot be read: " + e.getClass().getName();
            throw new ConfigFault(fault);
        }
    }

    /** The file is gone. */
    void remove(String reason) {
        file = null;
        close(reason, false);
    }

    /**
     * It shall be closed.
     *
     * @param held whether only {@link #open} and an edit change that
     */
    void close(String reason, boolean held) {
        this.closed = reason;
        this.held = held;
    }

    void open() {
        closed = "";
        held = false;
    }

    /** A transport cannot use the file. Another one may. */
    void refusedBy(ProviderEntry provider, ConfigFault e) {
        fault = String.valueOf(e.getMessage());
        faultOf = provider;
    }

    @Nullable
    ConfigFile file() {
        return file;
    }

    /** Why it shall be closed; empty if it shall not. */
    String closed() {
        return closed;
    }

    /** Whether it was closed until further notice. */
    boolean held() {
        return held;
    }

    /** What is wrong with the file, as far as these transports are concerned; else empty. */
    String fault(Providers providers) {
        if (faultOf != null && !providers.has(faultOf)) {
            fault = "";
            faultOf = null;
        }
        return fault;
    }

    /** The settings that were usable last. */
    StreamSettings settings() {
        StreamSettings now = settings;
        if (now == null) {
            throw new IllegalStateException("no usable file was ever there");
        }
        return now;
    }

    /** How the journal shall be kept, as configured, or on disk, where it may be from before. */
    JournalSettings journal() {
        StreamSettings now = settings;
        return now == null ? JournalSettings.DEFAULT : now.journal();
    }

    int payloadMaxBytes() {
        StreamSettings now = settings;
        return now == null ? 0 : now.payloadMaxBytes();
    }

    /** The charset for texts, as configured, or UTF-8. */
    Charset charset() {
        StreamSettings now = settings;
        return now == null ? StandardCharsets.UTF_8 : now.charset();
    }

    /** Warns of keys that are not known, once for a file and a transport. */
    void warn(ConfigFile of, ProviderEntry provider) {
        if (warned != provider) {
            warned = provider;
            of.warnings(provider.provider().optionsType()).forEach(warning -> LOG.warn("stream {}: {}", name, warning));
        }
    }
}
