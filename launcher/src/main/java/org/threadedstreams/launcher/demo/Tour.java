package org.threadedstreams.launcher.demo;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.client.BridgeMessage;
import org.threadedstreams.client.text.HexDump;
import org.threadedstreams.launcher.CommandFailure;
import org.threadedstreams.launcher.client.RunningGateway;
import org.threadedstreams.launcher.gateway.Home;

/**
 * Shows what a gateway does with the simulated devices, as a client of its bridge like any other. A step that does not go
 * as it should is a {@link CommandFailure}.
 *
 * <p>Used by one thread.
 */
public final class Tour {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int LINES_SHOWN = 8;
    private static final int IMAGE_BYTES = 40_000;
    private static final int DUMPED_BYTES = 96;
    private static final int MESSAGES_WAITING = 1024;
    private static final String COMMAND = "./selftest";
    private static final String DONE = "Completed.";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private final Home home;
    private final RunningGateway gateway;
    private final PrintStream out;

    public Tour(Home home, RunningGateway gateway, PrintStream out) {
        this.home = home;
        this.gateway = gateway;
        this.out = out;
    }

    /** Goes through all of it. */
    public void show() throws IOException, InterruptedException {
        showFiles();
        awaitOpen(List.of(Devices.INSTRUMENT, Devices.LAB, Devices.LOADER));
        showWhatIsRead();
        askAndWait();
        breakConnection();
        showStates();
    }

    private void heading(int number, String text) {
        String line = number + ". " + text;
        out.println();
        out.println(line);
        out.println("-".repeat(line.length()));
    }

    private void showFiles() throws IOException {
        heading(1, "Three streams, each one file in etc/");
        for (String name : List.of(Devices.INSTRUMENT, Devices.LAB, Devices.LOADER)) {
            out.println("etc/stream-" + name + ".cfg");
            for (String line : Files.readAllLines(home.etc().resolve("stream-" + name + ".cfg"))) {
                out.println("    " + line);
            }
        }
        out.println("The devices are simulated, but real peers: a TCP server and an SSH server on this machine.");
    }

    private void awaitOpen(List<String> names) throws InterruptedException {
        BlockingQueue<BridgeMessage> states = subscribe(Addresses.ALL_STATES);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            List<Map<String, Object>> notOpen = gateway.list().stream()
                    .filter(state -> names.contains(state.get("stream")) && !"open".equals(state.get("state")))
                    .toList();
            if (notOpen.isEmpty()) {
                return;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0 || states.poll(left, TimeUnit.NANOSECONDS) == null) {
                throw new CommandFailure("after " + LIMIT.toSeconds() + " s not open: "
                        + String.join(
                                ", ",
                                notOpen.stream()
                                        .map(state -> state.get("stream") + " is " + state.get("state") + " ("
                                                + state.get("reason") + ")")
                                        .toList()));
            }
        }
    }

    private void showWhatIsRead() throws InterruptedException {
        heading(2, "What is read, as it comes, from the bus");
        out.println("Subscribed to streams." + Devices.INSTRUMENT + ".lines and streams." + Devices.LAB + ".lines:");
        BlockingQueue<BridgeMessage> lines = new ArrayBlockingQueue<>(MESSAGES_WAITING);
        subscribe(Addresses.Verb.LINES.of(Devices.INSTRUMENT), lines);
        subscribe(Addresses.Verb.LINES.of(Devices.LAB), lines);
        write(Devices.INSTRUMENT, "*IDN?\n");
        write(Devices.LAB, "date\n");
        boolean answered = false;
        for (int shown = 0; shown < LINES_SHOWN || !answered; shown++) {
            BridgeMessage message = next(lines, "lines");
            print(message);
            answered |= String.valueOf(message.body()).contains("DEMO METER");
        }
        out.println("The numbers are times and offsets: each byte of a stream has one, also over reconnects.");
    }

    private void print(BridgeMessage message) {
        Instant time = Instant.EPOCH.plus(message.number(Addresses.HEADER_TIME), ChronoUnit.MICROS);
        out.printf(
                "    %s  %-10s %6d  %s%n",
                TIME.format(time),
                message.headers().get(Addresses.HEADER_STREAM),
                message.number(Addresses.HEADER_OFFSET),
                message.body());
    }

    private void askAndWait() throws InterruptedException {
        heading(3, "Send a command, wait for \"" + DONE + "\", get the log");
        BlockingQueue<BridgeMessage> chunks = subscribe(Addresses.Verb.READ.of(Devices.LAB));
        Map<String, Object> receipt = write(Devices.LAB, COMMAND + "\n");
        out.println("Sent " + COMMAND + " to the lab host. The receipt says which output can be its answer: what comes"
                + " after offset " + receipt.get("input") + ".");
        long from = receipt.get("input") instanceof Number number ? number.longValue() : 0;
        long cursor = from;
        String log = "";
        while (!log.contains(DONE)) {
            next(chunks, "what the lab host says");
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            cursor = fetch(Devices.LAB, from, bytes);
            log = bytes.toString(StandardCharsets.UTF_8);
        }
        log.lines().forEach(line -> out.println("    " + line));
        out.println("That is all of it, offsets " + from + " to " + cursor + ".");
    }

    /** Fetches all from an offset, and says where that ends. */
    private long fetch(String stream, long from, ByteArrayOutputStream bytes) throws InterruptedException {
        long cursor = from;
        while (true) {
            BridgeMessage reply = gateway.fetch(stream, cursor);
            bytes.writeBytes(reply.bytes());
            cursor = reply.number(Addresses.HEADER_NEXT);
            if (cursor >= reply.number(Addresses.HEADER_END)) {
                return cursor;
            }
        }
    }

    private void breakConnection() throws IOException, InterruptedException {
        heading(4, "A connection breaks in the middle of a write");
        out.println(
                "Sending a firmware image of " + IMAGE_BYTES + " bytes to the loader, which dies while it takes it.");
        BlockingQueue<BridgeMessage> errors = subscribe(Addresses.Verb.ERRORS.of(Devices.LOADER));
        try {
            gateway.write(Devices.LOADER, image(), LIMIT);
            throw new CommandFailure("the loader took the whole image, which it never should");
        } catch (StreamException e) {
            out.println("The write failed, and says how far it got: " + e.getMessage());
            out.println("    not sent: " + e.unsent().count() + " of " + IMAGE_BYTES + " bytes; the first "
                    + e.unsent().doubt() + " of them may have left all the same");
        }
        out.println("The error event on streams." + Devices.LOADER + ".errors carries both halves:");
        showError(JSON.std.mapFrom(
                JSON.std.asString(next(errors, "the error event").body())));
        out.println("Nothing is gone with the connection: send the rest again, or not. The stream reopens by itself.");
        awaitOpen(List.of(Devices.LOADER));
    }

    private void showError(Map<String, Object> event) {
        out.println("    code     " + event.get("code") + ", session " + event.get("session"));
        out.println("    message  " + event.get("message"));
        Map<?, ?> unread = half(event, "unread");
        Map<?, ?> unsent = half(event, "unsent");
        out.println(
                "    unread   what it had said last, offsets " + unread.get("from") + " to " + unread.get("to") + ":");
        dump(unread, "from");
        out.println("    unsent   " + unsent.get("count") + " bytes from offset " + unsent.get("offset")
                + " of this session's output, " + unsent.get("doubt") + " in doubt:");
        dump(unsent, "offset");
        if (!(unsent.get("count") instanceof Number count) || count.longValue() == 0) {
            throw new CommandFailure("the error event has no unsent bytes, which it should");
        }
    }

    private static Map<?, ?> half(Map<String, Object> event, String which) {
        if (event.get(which) instanceof Map<?, ?> half) {
            return half;
        }
        throw new CommandFailure("the error event has no " + which);
    }

    private void dump(Map<?, ?> half, String offsetKey) {
        byte[] bytes = Addresses.bytes(String.valueOf(half.get("bytes")));
        long offset = half.get(offsetKey) instanceof Number number ? number.longValue() : 0;
        int shown = Math.min(bytes.length, DUMPED_BYTES);
        HexDump.of(offset, bytes, shown).lines().forEach(line -> out.println("        " + line));
        if (shown < bytes.length) {
            out.println("        ... and " + (bytes.length - shown) + " more");
        }
    }

    private void showStates() throws InterruptedException {
        heading(5, "The other streams never noticed");
        for (Map<String, Object> state : gateway.list()) {
            out.printf(
                    "    %-10s %-5s %-10s session %s, %s bytes read, %s written, %s errors%n",
                    state.get("stream"),
                    state.get("transport"),
                    state.get("state"),
                    state.get("session"),
                    state.get("readBytes"),
                    state.get("writtenBytes"),
                    state.get("errors"));
        }
        out.println("The instrument drops its connection now and then, too: its session number then goes up.");
    }

    private static byte[] image() {
        byte[] image = new byte[IMAGE_BYTES];
        new Random(1).nextBytes(image);
        System.arraycopy("FIRMWARE IMAGE 1".getBytes(StandardCharsets.US_ASCII), 0, image, 0, 16);
        return image;
    }

    private Map<String, Object> write(String stream, String text) throws InterruptedException {
        try {
            return gateway.write(stream, text.getBytes(StandardCharsets.UTF_8), LIMIT);
        } catch (StreamException e) {
            throw new CommandFailure("writing to " + stream + ": " + e.getMessage(), e);
        }
    }

    private BlockingQueue<BridgeMessage> subscribe(String address) throws InterruptedException {
        BlockingQueue<BridgeMessage> messages = new ArrayBlockingQueue<>(MESSAGES_WAITING);
        subscribe(address, messages);
        return messages;
    }

    private void subscribe(String address, BlockingQueue<BridgeMessage> messages) throws InterruptedException {
        gateway.subscribe(address, message -> {
            if (!messages.offer(message)) {
                // More than any step waits for: it has long what it wants.
                messages.clear();
            }
        });
    }

    private static BridgeMessage next(BlockingQueue<BridgeMessage> messages, String what) throws InterruptedException {
        @Nullable BridgeMessage message = messages.poll(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        if (message == null) {
            throw new CommandFailure("waited " + LIMIT.toSeconds() + " s in vain for " + what);
        }
        return message;
    }

    /** What to try next, in another terminal. */
    public static void next(Home home, String program, PrintStream out) {
        String to = " --home " + home.folder();
        out.println();
        out.println("Now you, in another terminal");
        out.println("----------------------------");
        out.println("    " + program + " list" + to);
        out.println("    " + program + " tail" + to + " instrument --timestamps");
        out.println("    " + program + " send" + to + " instrument 'MEASURE\\n'");
        out.println("    " + program + " expect" + to + " lab 'Completed\\.' --send './selftest\\n'");
        out.println("    " + program + " attach" + to + " lab --echo    # ~. leaves");
        out.println("    " + program + " web" + to + "    # a link; open it in a browser");
        out.println("Or edit, add and delete files in " + home.etc() + " and watch " + home.log());
        out.println();
    }
}
