package org.threadedstreams.launcher.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.client.text.HexDump;
import org.threadedstreams.launcher.CommandFailure;
import org.threadedstreams.launcher.Tstreams;
import org.threadedstreams.launcher.client.GatewayLink;
import org.threadedstreams.launcher.client.Tail;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Prints what a stream reads. */
@Command(
        name = "tail",
        description = "Prints what a stream reads to stdout, byte for byte and without a loss; gaps are told on stderr."
                + " When the gateway is restarted, it goes on where it was.",
        footer = {
            "%nExamples:",
            "  tstreams tail console --from -4096",
            "  tstreams tail console --from time:2026-01-31T12:00:00Z --no-follow > noon.log",
            "  tstreams tail meter --hex --timestamps"
        })
public final class TailCommand implements Callable<Integer> {

    @ParentCommand
    private Tstreams tstreams = new Tstreams();

    @Parameters(index = "0", paramLabel = "NAME", description = "the stream")
    private String name = "";

    @Option(
            names = "--from",
            paramLabel = "X",
            description = "where to start: an offset, -N for the last N bytes, earliest, latest, or"
                    + " time:2026-01-31T12:00:00Z; default latest, with --no-follow earliest")
    private @Nullable String from;

    @Option(
            names = "--timestamps",
            description = "begins each line with the time at which it came; what came before the command has none")
    private boolean timestamps;

    @Option(names = "--hex", description = "prints a hex dump with offsets")
    private boolean hex;

    @Option(
            names = "--follow",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "goes on until Ctrl-C, the default; --no-follow stops at the end that there is now")
    private boolean follow;

    @Override
    public Integer call() throws InterruptedException, IOException {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        String start = Tail.checkedFrom(from != null ? from : follow ? "latest" : "earliest");
        try (GatewayLink link = new GatewayLink(tstreams.home())) {
            Tail tail = new Tail(link, name, new Printer(out, timestamps, hex));
            if (follow) {
                tail.follow(start);
            } else {
                tail.toTheEnd(start);
            }
        }
        return 0;
    }

    /** Prints bytes as the options say. Used by one thread. */
    private static final class Printer implements Tail.Sink {

        private static final DateTimeFormatter TIME =
                DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx").withZone(ZoneId.systemDefault());
        private static final String NO_TIME =
                "-".repeat(TIME.format(Instant.EPOCH).length());

        private final OutputStream out;
        private final boolean timestamps;
        private final boolean hex;
        private boolean lineStart = true;

        Printer(OutputStream out, boolean timestamps, boolean hex) {
            this.out = out;
            this.timestamps = timestamps;
            this.hex = hex;
        }

        @Override
        public void bytes(long offset, byte[] bytes, int from, long timeMicros) throws IOException {
            try {
                if (hex) {
                    byte[] shown = Arrays.copyOfRange(bytes, from, bytes.length);
                    for (String line :
                            HexDump.of(offset, shown, shown.length).lines().toList()) {
                        print((timestamps ? stamp(timeMicros) : "") + line + "\n");
                    }
                } else if (timestamps) {
                    printLines(bytes, from, stamp(timeMicros));
                } else {
                    out.write(bytes, from, bytes.length - from);
                }
            } catch (IOException e) {
                throw new CommandFailure("stdout takes no more: " + e.getMessage(), e);
            }
        }

        private void printLines(byte[] bytes, int from, String stamp) throws IOException {
            int start = from;
            while (start < bytes.length) {
                int end = start;
                while (end < bytes.length && bytes[end] != '\n') {
                    end++;
                }
                end = Math.min(bytes.length, end + 1);
                if (lineStart) {
                    print(stamp);
                }
                out.write(bytes, start, end - start);
                lineStart = bytes[end - 1] == '\n';
                start = end;
            }
        }

        private static String stamp(long timeMicros) {
            return (timeMicros < 0 ? NO_TIME : TIME.format(Instant.EPOCH.plus(timeMicros, ChronoUnit.MICROS))) + " ";
        }

        private void print(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void note(String text) {
            System.err.println("tstreams: " + text);
        }
    }
}
