package org.threadedstreams.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;

/**
 * A connection to the bridge of a gateway on this host.
 *
 * <p>Safe from any thread. Answers and messages are handed over on the one thread that reads, in the order in which the
 * gateway sent them: a handler, or what is chained to an answer, returns quickly, may ask on, and never waits for this
 * client. While it does not return, the gateway sends this client nothing more that is published, and then tells it where
 * to fetch.
 */
public final class BridgeClient implements AutoCloseable {

    /** The longest frame that a bridge takes. */
    private static final int FRAME_LIMIT_BYTES = 1024 * 1024;

    private static final int QUEUE_LIMIT_BYTES = 16 * 1024 * 1024;
    private static final Duration CONTROL_TIMEOUT = Duration.ofSeconds(30);

    private final GatewayFiles gateway;
    private final FrameSocket socket;
    private final Thread reader;
    private final Thread writer;

    private final BlockingQueue<byte[]> outgoing = new LinkedBlockingQueue<>();
    private final AtomicLong outgoingBytes = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();
    private final Map<String, CompletableFuture<BridgeMessage>> answers = new ConcurrentHashMap<>();
    private final Map<String, List<Consumer<BridgeMessage>>> handlers = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** Guards the order of what is queued, the pongs that are due for it, and the end. */
    private final Object lock = new Object();

    private final Queue<Due> pongs = new ArrayDeque<>();
    private @Nullable IOException over;

    /** A pong that will come, and what holds when it does. */
    private record Due(String address, CompletableFuture<Void> pong) {}

    private BridgeClient(GatewayFiles gateway, FrameSocket socket) {
        this.gateway = gateway;
        this.socket = socket;
        reader = new Thread(this::read, "bridge-client-read");
        writer = new Thread(this::write, "bridge-client-write");
        reader.setDaemon(true);
        writer.setDaemon(true);
    }

    /**
     * Connects to the gateway that runs on a home folder. Blocks for at most 40 seconds.
     *
     * @throws GatewayNotRunningException if none does
     * @throws IOException if it does not let this client in, or its files cannot be read
     */
    public static BridgeClient connect(Path home) throws IOException {
        GatewayFiles gateway = GatewayFiles.in(home);
        FrameSocket socket;
        try {
            socket = new FrameSocket(gateway.host(), gateway.port());
        } catch (ConnectException nobody) {
            throw new GatewayNotRunningException("the gateway on " + home + " does not answer on " + gateway + ": "
                    + nobody.getMessage() + "; start it again with tstreams run");
        }
        BridgeClient client = new BridgeClient(gateway, socket);
        client.reader.start();
        client.writer.start();
        try {
            client.login();
        } catch (IOException | RuntimeException failure) {
            client.close();
            throw failure;
        }
        return client;
    }

    /**
     * Sends a request. Returns at once.
     *
     * @param body of the kinds that {@link BridgeMessage#body} has
     * @return completes with the reply; fails as the package's table says. Cancelling it takes nothing back
     */
    public CompletableFuture<BridgeMessage> request(
            String address, @Nullable Object body, Map<String, String> headers, Duration timeout) {
        String replyAddress = "r" + requests.incrementAndGet();
        Map<String, Object> frame = frame("send", address);
        frame.put("replyAddress", replyAddress);
        frame.put("headers", headers);
        if (body != null) {
            frame.put("body", body);
        }
        CompletableFuture<BridgeMessage> result = new CompletableFuture<>();
        CompletableFuture<BridgeMessage> answer = new CompletableFuture<>();
        answers.put(replyAddress, answer);
        answer.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).whenComplete((message, failure) -> {
            answers.remove(replyAddress);
            if (failure == null) {
                result.complete(message);
            } else if (failure instanceof TimeoutException) {
                result.completeExceptionally(
                        new TimeoutException("no answer from " + address + " within " + timeout.toMillis() + " ms"));
            } else {
                result.completeExceptionally(failure);
            }
        });
        try {
            send(frame, null);
        } catch (IOException | StreamException notSent) {
            answer.completeExceptionally(notSent);
        }
        return result;
    }

    /**
     * Hears what is published at an address. Blocks until every message published from then on arrives, for at most 30
     * seconds; not to be called on this client's own thread.
     *
     * @param handler called for one message at a time; what it throws goes to that thread's uncaught exception handler
     * @throws StreamException if there is no subscribing to that address; the message says which there are
     * @throws IOException if the connection ended
     */
    public Subscription subscribe(String address, Consumer<BridgeMessage> handler)
            throws IOException, StreamException, InterruptedException {
        checkThread();
        CompletableFuture<Void> holds = new CompletableFuture<>();
        // Its own object even for a handler that subscribes twice.
        Consumer<BridgeMessage> place = handler::accept;
        synchronized (lock) {
            handlers.computeIfAbsent(address, first -> new CopyOnWriteArrayList<>())
                    .add(place);
            send(frame("register", address), null);
            send(frame("ping", null), new Due(address, holds));
        }
        Subscription subscription = () -> unsubscribe(address, place);
        try {
            holds.get(CONTROL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return subscription;
        } catch (ExecutionException failure) {
            subscription.close();
            throw failure(failure.getCause());
        } catch (TimeoutException late) {
            subscription.close();
            throw new IOException("the gateway on " + gateway + " did not take a subscription to " + address
                    + " within " + CONTROL_TIMEOUT.toSeconds() + " s");
        } catch (InterruptedException interrupted) {
            subscription.close();
            throw interrupted;
        }
    }

    /** That this thread may wait for answers, which the one that they come on may not. */
    void checkThread() {
        if (Thread.currentThread() == reader) {
            throw new IllegalStateException("a handler cannot wait for answers to its own client");
        }
    }

    /** Completes when the connection is over: normally after {@link #close()}, else with an {@link IOException}. */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /** Ends the connection, and with it every wait. Idempotent. */
    @Override
    public void close() {
        end(new IOException("this client was closed"), true);
    }

    private void login() throws IOException {
        CompletableFuture<Void> welcome = new CompletableFuture<>();
        Map<String, Object> ping = frame("ping", null);
        ping.put("headers", Map.of("authorization", "Bearer " + gateway.token()));
        try {
            send(ping, new Due("", welcome));
            welcome.get(CONTROL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | StreamException failure) {
            Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
            throw cause instanceof IOException known ? known : new IOException(cause);
        } catch (TimeoutException late) {
            throw new IOException(
                    "the gateway on " + gateway + " did not answer within " + CONTROL_TIMEOUT.toSeconds() + " s");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while connecting to " + gateway);
        }
    }

    private static Map<String, Object> frame(String type, @Nullable String address) {
        Map<String, Object> frame = new LinkedHashMap<>();
        frame.put("type", type);
        if (address != null) {
            frame.put("address", address);
        }
        return frame;
    }

    private static StreamException failure(@Nullable Throwable cause) throws IOException {
        if (cause instanceof StreamException refused) {
            return new StreamException(refused.code(), withoutCode(refused), refused.unread(), refused.unsent());
        }
        throw new IOException(cause == null ? "ended" : cause.getMessage(), cause);
    }

    private static String withoutCode(StreamException exception) {
        String message = String.valueOf(exception.getMessage());
        return message.substring(message.indexOf(": ") + 2);
    }

    private void unsubscribe(String address, Consumer<BridgeMessage> place) {
        synchronized (lock) {
            List<Consumer<BridgeMessage>> here = handlers.get(address);
            if (here == null || !here.remove(place) || !here.isEmpty()) {
                return;
            }
            handlers.remove(address);
            try {
                send(frame("unregister", address), null);
            } catch (IOException | StreamException nothingMoreToEnd) {
                // The connection is over, or so full that the messages are dropped here instead.
            }
        }
    }

    /**
     * Queues a frame, and with it the pong that it will bring.
     *
     * @throws IOException if the connection is over
     * @throws StreamException if the frame is too long, or too much waits already
     */
    private void send(Map<String, Object> frame, @Nullable Due due) throws IOException, StreamException {
        byte[] bytes = FrameSocket.encode(frame);
        if (bytes.length - Integer.BYTES > FRAME_LIMIT_BYTES) {
            throw new StreamException(
                    StreamCode.REFUSED,
                    "a request may have " + FRAME_LIMIT_BYTES + " bytes, this one has " + bytes.length + "; split it");
        }
        synchronized (lock) {
            if (over != null) {
                throw new IOException(over.getMessage(), over);
            }
            if (outgoingBytes.addAndGet(bytes.length) > QUEUE_LIMIT_BYTES) {
                outgoingBytes.addAndGet(-bytes.length);
                throw new StreamException(
                        StreamCode.BACK_PRESSURED,
                        QUEUE_LIMIT_BYTES + " bytes wait to be sent to the gateway; wait for answers first");
            }
            outgoing.add(bytes);
            if (due != null) {
                pongs.add(due);
            }
        }
    }

    private void write() {
        try {
            while (!ended.isDone()) {
                byte[] frame = outgoing.take();
                socket.write(frame);
                outgoingBytes.addAndGet(-frame.length);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (IOException broken) {
            // The reader takes what the gateway has still sent, and ends this client; a broken socket ends it too.
            endAfterReading(broken);
        }
    }

    private void endAfterReading(IOException broken) {
        try {
            reader.join(CONTROL_TIMEOUT.toMillis());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
        end(
                new IOException(
                        "the connection to the gateway on " + gateway + " broke: " + broken.getMessage(), broken),
                false);
    }

    private void read() {
        try {
            while (!ended.isDone()) {
                take(socket.read());
            }
        } catch (EOFException closed) {
            end(new IOException("the gateway on " + gateway + " ended the connection", closed), false);
        } catch (IOException | RuntimeException broken) {
            end(
                    new IOException(
                            "the connection to the gateway on " + gateway + " broke: " + broken.getMessage(), broken),
                    false);
        }
    }

    private void take(Map<String, Object> frame) {
        switch (Answers.text(frame, "type")) {
            case "message" -> takeMessage(frame);
            case "err" -> takeFailure(frame);
            case "pong" -> {
                Due due = nextPong();
                if (due != null) {
                    due.pong().complete(null);
                }
            }
            default ->
                throw new IllegalStateException(
                        "this is no bridge: it sent a frame of type " + Answers.text(frame, "type"));
        }
    }

    private void takeMessage(Map<String, Object> frame) {
        String address = Answers.text(frame, "address");
        BridgeMessage message = Answers.message(frame);
        CompletableFuture<BridgeMessage> answer = answers.get(address);
        if (answer != null) {
            answer.complete(message);
            return;
        }
        for (Consumer<BridgeMessage> handler : handlers.getOrDefault(address, List.of())) {
            try {
                handler.accept(message);
            } catch (RuntimeException thrown) {
                reader.getUncaughtExceptionHandler().uncaughtException(reader, thrown);
            }
        }
    }

    private void takeFailure(Map<String, Object> frame) {
        CompletableFuture<BridgeMessage> answer = answers.get(Answers.text(frame, "address"));
        if (answer != null) {
            answer.completeExceptionally(Answers.failure(frame));
            return;
        }
        String source = Answers.text(frame, "sourceAddress");
        if (source.isEmpty() && !frame.containsKey("address")) {
            end(new IOException("the gateway on " + gateway + " refused: " + Answers.text(frame, "message")), false);
            return;
        }
        Due refused = registration(source);
        if (refused != null) {
            refused.pong().completeExceptionally(Answers.failure(frame));
        }
    }

    private @Nullable Due nextPong() {
        synchronized (lock) {
            return pongs.poll();
        }
    }

    /** The earliest registration for that address that still waits. */
    private @Nullable Due registration(String address) {
        synchronized (lock) {
            for (Due due : pongs) {
                if (due.address().equals(address) && !due.pong().isDone()) {
                    return due;
                }
            }
            return null;
        }
    }

    private void end(IOException why, boolean wanted) {
        synchronized (lock) {
            if (over != null) {
                return;
            }
            over = why;
        }
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            why.addSuppressed(alreadyBroken);
        }
        writer.interrupt();
        if (wanted) {
            ended.complete(null);
        } else {
            ended.completeExceptionally(why);
        }
        for (Due due = nextPong(); due != null; due = nextPong()) {
            due.pong().completeExceptionally(why);
        }
        for (CompletableFuture<BridgeMessage> answer : new HashMap<>(answers).values()) {
            answer.completeExceptionally(why);
        }
    }
}
