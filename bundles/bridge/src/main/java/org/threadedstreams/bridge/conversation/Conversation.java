package org.threadedstreams.bridge.conversation;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.bridge.conversation.Conversations.Manners;

/**
 * What is said with one client. Takes its frames in order, one after the other, and only while it reads what it is sent;
 * requests then run side by side. Confined to the event loop of its {@link Conversations}.
 */
public final class Conversation {

    /** The longest frame that a client may send. */
    public static final int FRAME_LIMIT_BYTES = 1024 * 1024;

    /** With so much to read before it, a client is sent nothing more that is published, and its requests wait. */
    public static final int OUTGOING_LIMIT_BYTES = 256 * 1024;

    public static final int REGISTRATION_LIMIT = 1000;

    private static final int CAUGHT_UP_BYTES = OUTGOING_LIMIT_BYTES / 2;
    private static final long FIRST_FRAME_MILLIS = 30_000;

    /** So long may a client that is dismissed read on, and one that is left finish reading. */
    private static final long FAREWELL_MILLIS = 500;

    private static final Logger log = LoggerFactory.getLogger(Conversation.class);

    private final Conversations all;
    private final ClientSocket socket;
    private final Frames frames;
    private final InFlight inFlight = new InFlight();
    private final Set<String> registered = new HashSet<>();
    private final Map<String, Missed> missed = new LinkedHashMap<>();
    private final long firstFrameTimer;

    private boolean authorized;
    private boolean registering;
    private boolean over;
    private boolean paused;
    private boolean proceeding;
    private boolean catchingUp;
    private long outgoingBytes;

    Conversation(Conversations all, ClientSocket socket) {
        this.all = all;
        this.socket = socket;
        this.frames = all.frames;
        firstFrameTimer = all.vertx.setTimer(FIRST_FRAME_MILLIS, late -> {
            if (!authorized) {
                end("unauthorized: no token came within " + FIRST_FRAME_MILLIS / 1000 + " s");
            }
        });
    }

    /** The socket is closed, whoever did it. */
    public void ended() {
        leave();
        all.ended(this);
    }

    /** Sends a refusal and ends the connection. */
    public void end(String refusal) {
        if (over) {
            return;
        }
        log.info("The connection of {} is ended: {}", socket.client(), refusal);
        refuse(refusal, null, null);
        leave();
        socket.dismiss(refusal);
        all.vertx.setTimer(FAREWELL_MILLIS, drained -> socket.abandon());
    }

    /** Ends the connection when what is written has been read, or a little later without that. */
    void close() {
        leave();
        socket.close();
        all.vertx.setTimer(FAREWELL_MILLIS, late -> socket.abandon());
    }

    /** Whether what is published there may be written now. */
    boolean takes(String address) {
        return outgoingBytes < OUTGOING_LIMIT_BYTES && !missed.containsKey(address);
    }

    /** A published message that this client does not get; it is told later. */
    void miss(Message<?> message) {
        if (!over) {
            missed.computeIfAbsent(message.address(), Missed::on).add(message);
        }
    }

    /** Tells what was missed, as far as the client reads. */
    void catchUp() {
        if (catchingUp) {
            return;
        }
        catchingUp = true;
        try {
            while (!over && !missed.isEmpty() && outgoingBytes < OUTGOING_LIMIT_BYTES) {
                Map.Entry<String, Missed> oldest = missed.entrySet().iterator().next();
                Buffer frame = oldest.getValue().next(frames);
                if (frame == null) {
                    missed.remove(oldest.getKey());
                } else {
                    write(frame);
                }
            }
        } finally {
            catchingUp = false;
        }
    }

    /** Writes a frame, whatever the client has yet to read. The buffer may be shared and is not modified. */
    void write(Buffer frame) {
        if (over) {
            return;
        }
        int bytes = frame.length();
        outgoingBytes += bytes;
        socket.write(frame).onComplete(done -> written(bytes));
    }

    private void written(int bytes) {
        outgoingBytes -= bytes;
        if (outgoingBytes <= CAUGHT_UP_BYTES) {
            catchUp();
        }
        if (paused) {
            proceed();
        }
    }

    /** Takes the frames that have come, while it may, and has the socket read on only then. To be called after each that comes. */
    public void proceed() {
        if (proceeding) {
            return;
        }
        proceeding = true;
        try {
            while (ready() && takeFrame()) {}
        } finally {
            proceeding = false;
        }
        if (!over && paused == ready()) {
            paused = !paused;
            if (paused) {
                socket.pause();
            } else {
                socket.resume();
            }
        }
    }

    private boolean ready() {
        return !over && !registering && outgoingBytes < OUTGOING_LIMIT_BYTES && !inFlight.full();
    }

    private boolean takeFrame() {
        Buffer bytes;
        try {
            bytes = socket.next();
        } catch (MalformedFrameException lost) {
            end("malformed: " + lost.getMessage());
            return false;
        }
        if (bytes == null) {
            return false;
        }
        ClientFrame frame;
        try {
            frame = ClientFrame.of(bytes);
        } catch (MalformedFrameException malformed) {
            if (authorized) {
                refuse("malformed: " + malformed.getMessage(), null, null);
            } else {
                end("malformed: " + malformed.getMessage());
            }
            return true;
        }
        if (frame.type().equals("ping") && frame.authorization() == null && all.manners == Manners.BROWSER) {
            return true;
        }
        if (authorize(frame)) {
            handle(frame);
        }
        return true;
    }

    private boolean authorize(ClientFrame frame) {
        String shown = frame.authorization();
        if (shown == null ? authorized : all.token.shownBy(shown)) {
            authorized = true;
            all.vertx.cancelTimer(firstFrameTimer);
            return true;
        }
        String refusal = "unauthorized: " + (shown == null ? "the first frame has no" : "this is not the gateway's")
                + " token; send the header authorization: Bearer <token>, with the token from the file data/token in the"
                + " gateway's home";
        if (shown == null && frame.type().equals("ping")) {
            // Vert.x's own clients ping as soon as they are connected, before they can be told of a token.
            refuse(refusal, null, null);
        } else {
            end(refusal);
        }
        return false;
    }

    private void handle(ClientFrame frame) {
        switch (frame.type()) {
            case "ping" -> pong();
            case "send" -> send(frame);
            case "register" -> register(frame.address());
            case "unregister" -> unregister(frame.address());
            case "publish" -> deny(frame, "nothing here is for publish, use send: ");
            default ->
                refuse(
                        "unknown_type: " + quote(frame.type())
                                + "; a frame's type is send, register, unregister, publish or ping",
                        frame.replyAddress(),
                        null);
        }
    }

    private void pong() {
        if (all.manners == Manners.TCP) {
            write(frames.pong());
        }
    }

    private void send(ClientFrame frame) {
        if (!Permitted.toSend(frame.address())) {
            deny(frame, "");
            return;
        }
        inFlight.add(frame);
        all.requests.ask(frame).onComplete(answer -> {
            inFlight.remove(frame);
            if (answer.result() != null) {
                write(answer.result());
            }
            if (paused) {
                proceed();
            }
        });
    }

    private void register(String address) {
        if (!Permitted.toRegister(address)) {
            refuse("access_denied: " + quote(address) + "; " + Permitted.TO_REGISTER, null, brief(address));
            return;
        }
        if (registered.contains(address)) {
            return;
        }
        if (registered.size() == REGISTRATION_LIMIT) {
            refuse(
                    "too_many: one connection may register for " + REGISTRATION_LIMIT
                            + " addresses; unregister some, or open another",
                    null,
                    address);
            return;
        }
        registered.add(address);
        registering = true;
        all.relays.join(address, this).onComplete(joined -> {
            registering = false;
            if (joined.failed() && registered.remove(address)) {
                all.relays.leave(address, this);
                refuse("the registration failed: " + joined.cause().getMessage() + "; try again", null, address);
            }
            if (paused) {
                proceed();
            }
        });
    }

    private void unregister(String address) {
        if (!registered.remove(address)) {
            refuse("unknown_address: " + quote(address) + " is not registered here", null, brief(address));
            return;
        }
        missed.remove(address);
        all.relays.leave(address, this);
    }

    private void deny(ClientFrame frame, String why) {
        refuse(
                "access_denied: " + quote(frame.address()) + "; " + why + Permitted.TO_SEND,
                frame.replyAddress(),
                brief(frame.address()));
    }

    private void refuse(String message, @Nullable String replyAddress, @Nullable String sourceAddress) {
        write(frames.refusal(message, replyAddress, sourceAddress));
    }

    private void leave() {
        over = true;
        all.vertx.cancelTimer(firstFrameTimer);
        registered.forEach(address -> all.relays.leave(address, this));
        registered.clear();
        missed.clear();
    }

    private static String quote(String text) {
        return '"' + brief(text) + '"';
    }

    private static String brief(String text) {
        return text.length() <= Permitted.ADDRESS_LIMIT_CHARS
                ? text
                : text.substring(0, Permitted.ADDRESS_LIMIT_CHARS) + "...";
    }
}
