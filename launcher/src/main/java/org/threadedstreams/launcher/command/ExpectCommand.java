package org.threadedstreams.launcher.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.client.Found;
import org.threadedstreams.client.StreamTimeoutException;
import org.threadedstreams.client.Streams;
import org.threadedstreams.client.ThreadedStream;
import org.threadedstreams.client.Until;
import org.threadedstreams.launcher.CommandFailure;
import org.threadedstreams.launcher.Tstreams;
import org.threadedstreams.launcher.client.Tail;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Waits for something in what a stream reads. */
@Command(
        name = "expect",
        description =
                "Waits for a pattern in what a stream reads, and prints what was read, up to the end of the match;"
                        + " where it does not come, all of it.",
        footer = {
            "%nExamples:",
            "  tstreams expect console 'login: ' --timeout 2m",
            "  tstreams expect console 'load average: .*' --send 'uptime\\n'",
            "  tstreams expect meter --literal 'OK (1)' --from earliest"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it came",
            "1:it did not come in time",
            "2:anything else, wrong usage included; the reason is on stderr",
            "130:ended by Ctrl-C"
        })
public final class ExpectCommand implements Callable<Integer> {

    private static final int TIMED_OUT = 1;
    private static final Until ANYTHING = Until.pattern(Pattern.compile(".", Pattern.DOTALL));
    private static final Duration REST = Duration.ofSeconds(15);

    @ParentCommand
    private Tstreams tstreams = new Tstreams();

    @Parameters(index = "0", paramLabel = "NAME", description = "the stream")
    private String name = "";

    @Parameters(index = "1", paramLabel = "PATTERN", description = "a regular expression, as Java has them")
    private String pattern = "";

    @Option(names = "--literal", description = "PATTERN is a text that stands for itself")
    private boolean literal;

    @Option(
            names = "--send",
            paramLabel = "TEXT",
            converter = Text.Converter.class,
            description = "writes this first, with the escapes of send; only what is read after that counts")
    private @Nullable Text send;

    @Option(names = "--from", paramLabel = "X", description = "where to begin, as for tail; default latest")
    private @Nullable String from;

    @Option(
            names = "--timeout",
            paramLabel = "30s",
            defaultValue = "30s",
            description = "how long to wait, such as 0.5s, 30s or 2m; default ${DEFAULT-VALUE}")
    private String timeout = "";

    @Override
    public Integer call() throws IOException {
        Until until = until();
        Duration limit = limit();
        String start = from == null ? null : Tail.checkedFrom(from);
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        try (Streams streams = connect();
                ThreadedStream stream = streams.attach(name)) {
            if (start != null) {
                stream.from(start);
            }
            if (send != null) {
                stream.write(send.bytes());
            }
            return await(stream, until, limit, out);
        } catch (StreamException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private Streams connect() {
        try {
            return Streams.connect(tstreams.home().folder());
        } catch (IOException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private Until until() {
        try {
            return literal ? Until.text(pattern) : Until.pattern(Pattern.compile(pattern));
        } catch (PatternSyntaxException e) {
            throw new CommandFailure(
                    "PATTERN is no regular expression: " + e.getMessage() + "\n--literal takes it as it is");
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("PATTERN is empty, which is found everywhere");
        }
    }

    private Duration limit() {
        try {
            Duration limit = Duration.parse("PT" + timeout);
            if (!limit.isNegative()) {
                return limit;
            }
        } catch (DateTimeParseException e) {
            // Said below, together with what is below 0.
        }
        throw new CommandFailure("--timeout " + timeout + " is no time such as 0.5s, 30s or 2m");
    }

    private static int await(ThreadedStream stream, Until until, Duration limit, OutputStream out)
            throws StreamException, IOException {
        try {
            Found found = stream.readUntil(until, limit);
            out.write(found.beforeBytes());
            out.write(found.bytes());
            return 0;
        } catch (StreamTimeoutException e) {
            print(stream, e.unread().to(), out);
            System.err.println("tstreams: it did not come in time");
            return TIMED_OUT;
        } catch (StreamException e) {
            print(stream, e.unread().to(), out);
            throw e;
        }
    }

    /** Prints what was read up to that offset; of a stream that lags behind it comes in parts. */
    private static void print(ThreadedStream stream, long to, OutputStream out) throws StreamException, IOException {
        out.write(stream.consume());
        while (stream.mark().input() < to) {
            out.write(stream.readUntil(ANYTHING, REST).bytes());
            out.write(stream.consume());
        }
    }
}
