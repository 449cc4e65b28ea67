package org.threadedstreams.transport.exec;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;
import org.threadedstreams.api.InvalidOptionException;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamListener;
import org.threadedstreams.api.StreamProvider;
import org.threadedstreams.api.blocking.BlockingPort;
import org.threadedstreams.api.blocking.BlockingTransport;
import org.threadedstreams.api.blocking.PortException;

/**
 * Runs a process for each session.
 *
 * <p>Safe for many threads. Each connection has two threads of its own, and the JDK a third that waits for the process: this
 * is made for hundreds of processes, not for ten thousand.
 */
@Component(property = StreamProvider.TRANSPORT + "=exec")
@Designate(ocd = ExecOptions.class)
public final class ExecStreamProvider implements StreamProvider<ExecOptions> {

    @Override
    public Class<ExecOptions> optionsType() {
        return ExecOptions.class;
    }

    @Override
    public StreamConnection open(String stream, ExecOptions options, StreamListener listener) {
        check(options);
        return BlockingTransport.open(stream, new ProcessPort(options), listener);
    }

    @Override
    public void check(ExecOptions options) {
        if (options.command().isBlank()) {
            throw new InvalidOptionException("command", "a command line for /bin/sh");
        }
        Charset locale = Charset.forName(System.getProperty("native.encoding"));
        if (!locale.newEncoder().canEncode(options.command())) {
            throw new InvalidOptionException(
                    "command", "in the characters of the gateway's locale, " + locale + "; start it with LANG=C.UTF-8");
        }
    }

    private static final class ProcessPort implements BlockingPort {
        private final ExecOptions options;
        private volatile @Nullable ProcessGroup opened;
        private volatile boolean writing;
        private volatile boolean closing;

        ProcessPort(ExecOptions options) {
            this.options = options;
        }

        @Override
        public void open() throws IOException {
            File directory = options.directory().isEmpty() ? null : new File(options.directory());
            if (directory != null && !directory.isDirectory()) {
                throw new PortException(directory + ": no such folder", "make it, or correct the key directory");
            }
            opened = ProcessGroup.start(options.command(), directory);
        }

        @Override
        public int read(byte[] into) throws IOException {
            int count = process().output().read(into);
            if (count >= 0) {
                return count;
            }
            if (!process().hasEnded(1_000)) {
                return 0;
            }
            int status = process().status();
            if (status == 126 || status == 127) {
                throw new PortException("the command cannot be run", "read what the shell says; try its whole path");
            }
            if (!closing && ProcessGroup.isSignal(status)) {
                throw new IOException("the command was ended");
            }
            return -1;
        }

        @Override
        public int write(byte[] from, int offset, int length) throws IOException {
            writing = true;
            process().input().write(from, offset, length);
            process().input().flush();
            writing = false;
            return length;
        }

        @Override
        public void interrupt() {
            closing = true;
            ProcessGroup process = opened;
            if (process != null && !writing) {
                process.endInput();
            }
            if (process != null) {
                process.end();
            }
        }

        @Override
        public String close() {
            ProcessGroup process = opened;
            return process == null ? "" : process.close();
        }

        private ProcessGroup process() {
            return Objects.requireNonNull(opened);
        }
    }
}
