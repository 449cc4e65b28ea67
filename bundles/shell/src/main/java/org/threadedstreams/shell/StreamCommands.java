package org.threadedstreams.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.client.Found;
import org.threadedstreams.client.Receipt;
import org.threadedstreams.client.StreamInterruptedException;
import org.threadedstreams.client.StreamTimeoutException;
import org.threadedstreams.client.Streams;
import org.threadedstreams.client.ThreadedStream;
import org.threadedstreams.client.Until;
import org.threadedstreams.client.text.ErrorText;
import org.threadedstreams.client.text.Escapes;

/**
 * The shell's commands of scope {@code stream}. They ask over the bus, as any consumer does.
 *
 * <p>Safe for many threads: several shells may be open. A command runs on its shell's thread, which Ctrl-C interrupts.
 */
@Component(
        service = StreamCommands.class,
        property = {
            "osgi.command.scope=stream",
            "osgi.command.function=list",
            "osgi.command.function=info",
            "osgi.command.function=tail",
            "osgi.command.function=send",
            "osgi.command.function=expect",
            "osgi.command.function=open",
            "osgi.command.function=close",
            "osgi.command.function=errors",
            "osgi.command.function=names"
        })
public final class StreamCommands {

    private static final Until ANYTHING = Until.pattern(Pattern.compile(".", Pattern.DOTALL));
    private static final Duration A_WHILE = Duration.ofDays(1);
    private static final String NAME = "the stream's name";
    private static final String FROM =
            "where to begin: an offset, -N for the last N bytes, earliest, latest, or time:2026-01-31T12:00:00Z";

    private final Requests requests;
    private final Streams streams;

    @Activate
    public StreamCommands(@Reference Requests requests, @Reference Streams streams) {
        this.requests = requests;
        this.streams = streams;
    }

    @Descriptor("lists the streams with their states")
    public String list() throws InterruptedException {
        return Table.of(requests.states());
    }

    /** For completion. */
    @Descriptor("the names of the streams")
    public List<String> names() throws InterruptedException {
        return requests.states().stream()
                .map(state -> state.getString("stream"))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    @Descriptor("shows everything about a stream")
    public String info(@Descriptor(NAME) String name) throws InterruptedException {
        return Table.of(requests.state(name));
    }

    @Descriptor("prints what a stream reads, until Ctrl-C")
    public void tail(
            CommandSession session,
            @Descriptor(FROM)
                    @Parameter(
                            names = {"-f", "--from"},
                            absentValue = "-1024")
                    String from,
            @Descriptor(NAME) String name)
            throws StreamException, IOException {
        OutputStream out = session.getConsole();
        try (ThreadedStream stream = streams.attach(name).from(from).acrossSessions()) {
            while (true) {
                try {
                    out.write(stream.readUntil(ANYTHING, A_WHILE).bytes());
                    out.write(stream.consume());
                    out.flush();
                } catch (StreamTimeoutException quiet) {
                    // Goes on being quiet.
                }
            }
        } catch (StreamInterruptedException left) {
            // The person at the shell pressed Ctrl-C, which is how this ends; the shell's thread goes on.
            Thread.interrupted();
        }
    }

    @Descriptor("writes a text to a stream; \\n \\r \\t \\e \\\\ \\xHH stand for bytes, in single quotes")
    public String send(@Descriptor(NAME) String name, @Descriptor("what to write; no line end is added") String text)
            throws StreamException {
        byte[] bytes = Escapes.bytes(text);
        try (ThreadedStream stream = streams.attach(name)) {
            Receipt receipt = stream.write(bytes);
            return "handed over: " + receipt.bytes() + " bytes at " + receipt.offset() + " of session "
                    + receipt.session();
        } catch (StreamException e) {
            Unsent unsent = e.unsent();
            throw new IllegalStateException(
                    e.getMessage() + "; not sent: " + unsent.count() + " of " + bytes.length + " bytes, of which "
                            + unsent.doubt() + " may have left",
                    e);
        }
    }

    @Descriptor("waits for a pattern in what a stream reads, and prints what it read")
    public void expect(
            CommandSession session,
            @Descriptor("the pattern is a text that stands for itself")
                    @Parameter(
                            names = {"-l", "--literal"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean literal,
            @Descriptor("writes this first, as send does")
                    @Parameter(
                            names = {"-s", "--send"},
                            absentValue = "")
                    String send,
            @Descriptor(FROM)
                    @Parameter(
                            names = {"-f", "--from"},
                            absentValue = "latest")
                    String from,
            @Descriptor("how long to wait, such as 0.5s, 30s or 2m")
                    @Parameter(
                            names = {"-t", "--timeout"},
                            absentValue = "30s")
                    String timeout,
            @Descriptor(NAME) String name,
            @Descriptor("a regular expression, as Java has them") String pattern)
            throws StreamException, IOException {
        OutputStream out = session.getConsole();
        Until until = literal ? Until.text(pattern) : Until.pattern(Pattern.compile(pattern));
        Duration limit = limit(timeout);
        try (ThreadedStream stream = streams.attach(name).from(from)) {
            if (!send.isEmpty()) {
                stream.write(Escapes.bytes(send));
            }
            try {
                Found found = stream.readUntil(until, limit);
                out.write(found.beforeBytes());
                out.write(found.bytes());
            } catch (StreamException e) {
                out.write(stream.consume());
                throw e;
            } finally {
                out.write('\n');
                out.flush();
            }
        }
    }

    @Descriptor("opens a stream that was closed")
    public String open(@Descriptor(NAME) String name) throws InterruptedException {
        return Table.of(List.of(requests.control(name, "open", "open"::equals)));
    }

    @Descriptor("closes a stream until it is opened, its file is edited, or the gateway starts anew")
    public String close(@Descriptor(NAME) String name) throws InterruptedException {
        return Table.of(List.of(requests.control(name, "close", "closed"::equals)));
    }

    @Descriptor("shows the latest errors of all streams, with what had been read last and what was not sent")
    public String errors() throws InterruptedException {
        List<Map<String, Object>> all = new ArrayList<>();
        for (String name : names()) {
            all.addAll(requests.recent(name));
        }
        all.sort(Comparator.comparingLong(ErrorText::micros));
        return text(all);
    }

    @Descriptor("shows the latest errors of a stream, with what had been read last and what was not sent")
    public String errors(@Descriptor(NAME) String name) throws InterruptedException {
        return text(requests.recent(name));
    }

    private static String text(List<Map<String, Object>> events) {
        return events.isEmpty()
                ? "no errors"
                : events.stream()
                        .map(ErrorText::of)
                        .collect(Collectors.joining())
                        .stripTrailing();
    }

    private static Duration limit(String timeout) {
        try {
            return Duration.parse("PT" + timeout);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("-t " + timeout + " is no time such as 0.5s, 30s or 2m", e);
        }
    }
}
