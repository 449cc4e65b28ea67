package org.threadedstreams.launcher.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.client.BridgeMessage;

/**
 * A terminal that is a stream's: what is read appears, what is typed is written, and a transport that has a window is told its
 * size.
 *
 * <p>One thread prints what is read; another, {@code attach-keys}, reads the keyboard, and its end ends the other.
 */
public final class Attached {

    private static final int KEYS = 4096;
    private static final String HELP = "~. leaves, ~~ sends a tilde, ~? shows this; all at the start of a line";

    private final GatewayLink link;
    private final String stream;
    private final Terminal terminal;
    private final OutputStream out;
    private final EscapeKeys keys;
    private final boolean echo;
    private final boolean readOnly;
    private volatile boolean left;
    private volatile @Nullable Size told;

    public Attached(
            GatewayLink link,
            String stream,
            Terminal terminal,
            OutputStream out,
            EscapeKeys keys,
            boolean echo,
            boolean readOnly) {
        this.link = link;
        this.stream = stream;
        this.terminal = terminal;
        this.out = out;
        this.keys = keys;
        this.echo = echo;
        this.readOnly = readOnly;
    }

    /** Returns when its person left; fails at once if there is no such stream. */
    public void run(String from) throws IOException, InterruptedException {
        BridgeMessage end = link.current().fetch(stream, "latest");
        link.greet(this::greet);
        terminal.handle(Terminal.Signal.WINCH, signal -> resize());
        note("attached to " + stream + (readOnly ? ", only to read" : "") + "; ~. leaves");
        Thread reader = Thread.currentThread();
        Thread keyboard = new Thread(() -> type(reader), "attach-keys");
        keyboard.setDaemon(true);
        keyboard.start();
        try {
            new Tail(link, stream, new Screen())
                    .follow(from.equals("latest") ? String.valueOf(end.number(Addresses.HEADER_NEXT)) : from);
        } catch (InterruptedException e) {
            if (!left) {
                throw e;
            }
        }
        note("left " + stream);
    }

    private void greet(RunningGateway gateway) throws InterruptedException {
        gateway.subscribe(Addresses.Verb.STATE.of(stream), this::changed);
        told = null;
        resize();
    }

    private void changed(BridgeMessage message) {
        Map<String, Object> state = RunningGateway.object(message.body());
        note(stream + " is " + state.get("state") + ("".equals(state.get("reason")) ? "" : ": " + state.get("reason")));
        if ("open".equals(state.get("state"))) {
            told = null;
            resize();
        }
    }

    /** A transport without a window refuses, which is all right. */
    private void resize() {
        Size size = terminal.getSize();
        if (readOnly || size.getColumns() < 1 || size.equals(told)) {
            return;
        }
        told = size;
        link.current().offerControl(stream, "resize", Map.of("cols", size.getColumns(), "rows", size.getRows()));
    }

    private void type(Thread reader) {
        byte[] pressed = new byte[KEYS];
        InputStream keyboard = terminal.input();
        try {
            while (!left) {
                int count = keyboard.read(pressed, 0, pressed.length);
                left = count < 0 || take(keys.type(pressed, count));
            }
        } catch (IOException e) {
            note("the keyboard cannot be read: " + e.getMessage());
            left = true;
        }
        reader.interrupt();
    }

    private boolean take(EscapeKeys.Typed typed) throws IOException {
        byte[] send = typed.send();
        if (typed.help()) {
            note(HELP);
        }
        if (send.length > 0 && readOnly) {
            note("only to read: what you type goes nowhere; ~. leaves");
        } else if (send.length > 0) {
            if (echo) {
                out.write(send);
            }
            link.current().offer(stream, send).whenComplete((receipt, failure) -> {
                if (failure != null) {
                    note("not sent: " + reason(failure));
                }
            });
        }
        return typed.leave();
    }

    private static String reason(Throwable failure) {
        return failure instanceof StreamException known && known.unsent().doubt() > 0
                ? known.getMessage() + " (" + known.unsent().doubt() + " bytes may have left)"
                : String.valueOf(failure.getMessage());
    }

    /** A line of ours, apart from the stream's. */
    private static void note(String text) {
        byte[] line = ("\r\ntstreams: " + text + "\r\n").getBytes(StandardCharsets.UTF_8);
        System.err.write(line, 0, line.length);
        System.err.flush();
    }

    /** What is read, as it is. */
    private final class Screen implements Tail.Sink {

        @Override
        public void bytes(long offset, byte[] bytes, int from, long timeMicros) throws IOException {
            out.write(bytes, from, bytes.length - from);
        }

        @Override
        public void note(String text) {
            Attached.note(text);
        }
    }
}
