package org.threadedstreams.bus.config;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import org.threadedstreams.api.InvalidOptionException;
import org.threadedstreams.bus.journal.JournalSettings;
import org.threadedstreams.bus.journal.JournalSettings.Kind;
import org.threadedstreams.bus.journal.JournalSettings.Sync;

/** The common options of a stream, checked and in useful types. */
public record StreamSettings(
        Charset charset,
        boolean lines,
        boolean reconnect,
        long reconnectMinMillis,
        long reconnectMaxMillis,
        JournalSettings journal,
        int writeQueueBytes,
        long writeTimeoutMillis,
        long idleTimeoutMillis,
        int payloadMaxBytes) {

    private static final long LEAST_JOURNAL_BYTES = 64L * 1024;
    private static final long MOST_QUEUE_BYTES = 1L << 30;
    private static final long MOST_PAYLOAD_BYTES = 16L * 1024 * 1024;

    /**
     * @throws InvalidOptionException if a value cannot be used
     */
    static StreamSettings of(StreamOptions options) {
        atLeast("reconnectMinMillis", options.reconnectMinMillis(), 1);
        atLeast("reconnectMaxMillis", options.reconnectMaxMillis(), options.reconnectMinMillis());
        within("writeQueueBytes", options.writeQueueBytes(), 1, MOST_QUEUE_BYTES);
        atLeast("writeTimeoutMillis", options.writeTimeoutMillis(), 1);
        atLeast("idleTimeoutMillis", options.idleTimeoutMillis(), 0);
        within("payloadMaxBytes", options.payloadMaxBytes(), 0, MOST_PAYLOAD_BYTES);
        return new StreamSettings(
                charset(options.charset()),
                options.lines(),
                options.reconnect(),
                options.reconnectMinMillis(),
                options.reconnectMaxMillis(),
                journal(options),
                options.writeQueueBytes(),
                options.writeTimeoutMillis(),
                options.idleTimeoutMillis(),
                options.payloadMaxBytes());
    }

    private static JournalSettings journal(StreamOptions options) {
        Kind kind = Kind.values()[oneOf("journal", options.journal(), "disk", "memory")];
        Sync sync = Sync.values()[oneOf("journalSync", options.journalSync(), "os", "1s", "always")];
        if (options.journalMaxBytes() == 0) {
            return JournalSettings.of(kind, sync);
        }
        atLeast("journalMaxBytes", options.journalMaxBytes(), LEAST_JOURNAL_BYTES);
        return new JournalSettings(kind, options.journalMaxBytes(), sync);
    }

    private static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new InvalidOptionException(key, least + " or more");
        }
    }

    private static void within(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new InvalidOptionException(key, least + " to " + most);
        }
    }

    /** The place of the value among those that are allowed. */
    private static int oneOf(String key, String value, String... allowed) {
        int place = List.of(allowed).indexOf(value);
        if (place < 0) {
            throw new InvalidOptionException(key, "one of " + String.join(", ", allowed));
        }
        return place;
    }

    private static Charset charset(String name) {
        try {
            Charset charset = Charset.forName(name);
            if (charset.canEncode() && "\n".getBytes(charset).length == 1 && "\r".getBytes(charset).length == 1) {
                return charset;
            }
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw unusable(e);
        }
        throw unusable(null);
    }

    private static InvalidOptionException unusable(@org.jspecify.annotations.Nullable Exception cause) {
        InvalidOptionException e = new InvalidOptionException(
                "charset",
                "a charset that Java knows and in which a line feed is one byte, such as UTF-8 or ISO-8859-1");
        if (cause != null) {
            e.initCause(cause);
        }
        return e;
    }
}
