package org.threadedstreams.bridge;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client. Takes its frames in order, one after the other, and only while it reads what it is sent; requests then run
 * side by side. Confined to the bridge's event loop.
 */
final class Connection {

    /** The longest frame that a client may send. */
    static final int FRAME_LIMIT_BYTES = 1024 * 1024;

    /** With so much to read before it, a client is sent nothing more that is published, and its requests wait. */
    static final int OUTGOING_LIMIT_BYTES = 256 * 1024;

    static final int REGISTRATION_LIMIT = 1000;

    private static final int CAUGHT_UP_BYTES = OUTGOING_LIMIT_BYTES / 2;
    private static final long FIRST_FRAME_MILLIS = 30_000;

    /** So long does a refused client's input drain, because closing on top of it would take the refusal away. */
    private static final long FAREWELL_MILLIS = 500;

    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    private final Vertx vertx;
    private final NetSocket socket;
    private final Token token;
    private final Relays relays;
    private final Requests requests;
    private final FrameDecoder decoder = new FrameDecoder(FRAME_LIMIT_BYTES);
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

    Connection(Vertx vertx, NetSocket socket, Token token, Relays relays, Requests requests) {
        this.vertx = vertx;
        this.socket = socket;
        this.token = token;
        this.relays = relays;
        this.requests = requests;
        firstFrameTimer = vertx.setTimer(FIRST_FRAME_MILLIS, late -> {
            if (!authorized) {
                end("unauthorized: no frame came within " + FIRST_FRAME_MILLIS / 1000 + " s");
            }
        });
    }

    /**
     * Starts to read.
     *
     * @param closed called once, when the socket is closed
     */
    void open(Runnable closed) {
        socket.exceptionHandler(broken -> log.debug("The connection of {} broke: {}", client(), broken.toString()));
        socket.closeHandler(gone -> {
            leave();
            closed.run();
        });
        socket.setWriteQueueMaxSize(OUTGOING_LIMIT_BYTES);
        socket.handler(bytes -> {
            decoder.append(bytes);
            proceed();
        });
    }

    /** Sends a refusal and ends the connection. */
    void end(String refusal) {
        if (over) {
            return;
        }
        log.info("The bridge ends the connection of {}: {}", client(), refusal);
        refuse(refusal, null, null);
        leave();
        socket.handler(ignored -> {});
        socket.resume();
        vertx.setTimer(FAREWELL_MILLIS, drained -> abandon());
    }

    /** Ends the connection when what is written has been read, or a little later without that. */
    void close() {
        leave();
        socket.close();
        vertx.setTimer(FAREWELL_MILLIS, late -> abandon());
    }

    /** Closing as Vert.x does it waits until the client has read everything, which may be never. */
    private void abandon() {
        if (socket instanceof NetSocketInternal internal) {
            internal.channelHandlerContext().close();
        } else {
            socket.close();
        }
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
                Buffer frame = oldest.getValue().next();
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

    /** Takes frames while it may, and reads on only then. */
    private void proceed() {
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
            bytes = decoder.next();
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
        if (authorize(frame)) {
            handle(frame);
        }
        return true;
    }

    private boolean authorize(ClientFrame frame) {
        String shown = frame.authorization();
        if (shown == null ? authorized : token.shownBy(shown)) {
            authorized = true;
            vertx.cancelTimer(firstFrameTimer);
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
            case "ping" -> write(Frames.pong());
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

    private void send(ClientFrame frame) {
        if (!Permitted.toSend(frame.address())) {
            deny(frame, "");
            return;
        }
        inFlight.add(frame);
        requests.ask(frame).onComplete(answer -> {
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
        relays.join(address, this).onComplete(joined -> {
            registering = false;
            if (joined.failed() && registered.remove(address)) {
                relays.leave(address, this);
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
        relays.leave(address, this);
    }

    private void deny(ClientFrame frame, String why) {
        refuse(
                "access_denied: " + quote(frame.address()) + "; " + why + Permitted.TO_SEND,
                frame.replyAddress(),
                brief(frame.address()));
    }

    private void refuse(String message, @Nullable String replyAddress, @Nullable String sourceAddress) {
        write(Frames.refusal(message, replyAddress, sourceAddress));
    }

    private void leave() {
        over = true;
        vertx.cancelTimer(firstFrameTimer);
        registered.forEach(address -> relays.leave(address, this));
        registered.clear();
        missed.clear();
    }

    private String client() {
        return String.valueOf(socket.remoteAddress());
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
