package org.threadedstreams.client.handle;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.api.bus.ErrorEvent;
import org.threadedstreams.api.bus.Gap;
import org.threadedstreams.api.bus.StreamState;
import org.threadedstreams.api.bus.StreamStatus;
import org.threadedstreams.client.Subscription;

/**
 * A gateway with the stream {@code console}, as the contract has it, in memory; a test says what is received, and what goes
 * wrong on the way. What it publishes is delivered before the call returns.
 */
final class ScriptedGateway implements Port {

    static final String STREAM = "console";

    private final Map<String, List<Consumer<PortMessage>>> handlers = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private String journal = "disk-00000000-0000-0000-0000-000000000001";
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TreeMap<Long, Gap> missed = new TreeMap<>();
    private long earliest;
    private long session = 1;
    private StreamState state = StreamState.OPEN;
    private String reason = "";

    /** What a fetch does instead of answering; null: it answers. */
    private volatile Exception fetchFailure;

    private final Deque<Runnable> heldFetches = new ArrayDeque<>();
    private volatile boolean holding;
    final AtomicInteger fetches = new AtomicInteger();
    final List<Map<String, Object>> writes = new CopyOnWriteArrayList<>();

    /** What comes of a write. */
    volatile Function<Object, CompletableFuture<Map<String, Object>>> writer =
            body -> CompletableFuture.completedFuture(
                    Map.of("session", session, "offset", 0, "bytes", length(body), "input", end()));

    static int length(Object body) {
        return body instanceof byte[] raw ? raw.length : body.toString().getBytes(UTF_8).length;
    }

    // What happens to the stream.

    synchronized long end() {
        return bytes.size();
    }

    /** Bytes come, and are published in one message. */
    void receive(String text) {
        receive(text.getBytes(UTF_8));
    }

    void receive(byte[] received) {
        long at = receiveUnpublished(received);
        publish(at, received.length);
    }

    /** Bytes come, and what is published of them gets lost. Returns their offset. */
    synchronized long receiveUnpublished(byte[] received) {
        long at = bytes.size();
        bytes.writeBytes(received);
        return at;
    }

    /** Publishes bytes, perhaps once more. */
    void publish(long offset, int length) {
        publish(offset, length, session);
    }

    void publish(long offset, int length, long ofSession) {
        byte[] all = bytes();
        byte[] chunk = java.util.Arrays.copyOfRange(all, (int) offset, (int) offset + length);
        tell(
                Verb.READ,
                new PortMessage(
                        () -> ByteBuffer.wrap(chunk).asReadOnlyBuffer(), null, chunkHeaders(offset, ofSession)::get));
    }

    private synchronized Map<String, String> chunkHeaders(long offset, long ofSession) {
        return Map.of(
                "stream", STREAM,
                "offset", Long.toString(offset),
                "time", Long.toString(micros()),
                "session", Long.toString(ofSession),
                "journal", journal);
    }

    private synchronized byte[] bytes() {
        return bytes.toByteArray();
    }

    /** Some bytes never come. */
    void lose(long count, String cause) {
        loseUntold(count, cause);
        publishState();
    }

    synchronized void loseUntold(long count, String cause) {
        missed.put(end(), new Gap(end(), count, cause, Gap.Kind.MISSED));
    }

    /** Retention takes what is before an offset. */
    synchronized void forget(long before) {
        earliest = before;
        missed.headMap(before).clear();
    }

    /** The journal goes on under another id. */
    synchronized void rename(String id) {
        journal = id;
    }

    /** The journal is another one, with nothing in it. */
    synchronized void replaceJournal(String id) {
        journal = id;
        bytes.reset();
        missed.clear();
        earliest = 0;
    }

    /** The session ends: the error, then the state. */
    void endSession(StreamCode code, String message) {
        publishError(code, message, Unsent.NONE);
        close(StreamState.BACKOFF, message);
    }

    void close(StreamState to, String why) {
        setState(to, why);
        publishState();
    }

    synchronized void setState(StreamState to, String why) {
        state = to;
        reason = why;
    }

    void openSession() {
        synchronized (this) {
            session++;
            state = StreamState.OPEN;
            reason = "";
        }
        publishState();
    }

    synchronized long session() {
        return session;
    }

    void publishState() {
        tell(Verb.STATE, json(status()));
    }

    void publishError(StreamCode code, String message, Unsent unsent) {
        publishError(code, message, unsent, session(), end());
    }

    void publishError(StreamCode code, String message, Unsent unsent, long ofSession, long to) {
        Unread unread = new Unread(to, to, new byte[0], false);
        tell(
                Verb.ERRORS,
                json(new ErrorEvent(STREAM, "tcp", ofSession, micros(), code, message, journal, unread, unsent)
                        .shape()));
    }

    private synchronized Map<String, Object> status() {
        long gaps = missed.size() + (earliest > 0 ? 1 : 0);
        return new StreamStatus(
                        STREAM, "tcp", state, reason, session, micros(), journal, earliest, end(), 0, 0, 0, gaps, 0)
                .shape();
    }

    private static long micros() {
        return System.currentTimeMillis() * 1000;
    }

    private static PortMessage json(Object json) {
        return new PortMessage(
                () -> {
                    throw new IllegalStateException("no bytes");
                },
                json,
                name -> null);
    }

    private void tell(Verb verb, PortMessage message) {
        handlers.getOrDefault(verb.of(STREAM), List.of()).forEach(handler -> handler.accept(message));
    }

    boolean heard() {
        return handlers.values().stream().anyMatch(some -> !some.isEmpty());
    }

    // What happens on the way.

    void holdFetches() {
        holding = true;
    }

    void releaseFetches() {
        holding = false;
        while (true) {
            Runnable held;
            synchronized (heldFetches) {
                held = heldFetches.poll();
            }
            if (held == null) {
                return;
            }
            held.run();
        }
    }

    int held() {
        synchronized (heldFetches) {
            return heldFetches.size();
        }
    }

    void failFetches(Exception failure) {
        fetchFailure = failure;
    }

    void vanish(String why) {
        ended.completeExceptionally(new IOException(why));
    }

    @Override
    public CompletableFuture<PortMessage> request(
            String address, Object body, Map<String, String> headers, Duration timeout) {
        if (address.equals(Addresses.LIST)) {
            return CompletableFuture.completedFuture(json(List.of(status())));
        }
        if (address.equals(Verb.FETCH.of(STREAM))) {
            return fetch((Map<?, ?>) body);
        }
        if (address.equals(Verb.WRITE.of(STREAM))) {
            Map<String, Object> seen = new HashMap<>(headers);
            seen.put("body", body);
            writes.add(seen);
            return writer.apply(body).thenApply(ScriptedGateway::json);
        }
        return CompletableFuture.failedFuture(
                new StreamException(StreamCode.NO_SUCH_STREAM, "no stream there; did you mean console?"));
    }

    private CompletableFuture<PortMessage> fetch(Map<?, ?> body) {
        fetches.incrementAndGet();
        CompletableFuture<PortMessage> answer = new CompletableFuture<>();
        Runnable answering = answer(body, answer);
        if (holding) {
            synchronized (heldFetches) {
                heldFetches.add(answering);
            }
        } else {
            answering.run();
        }
        return answer;
    }

    /** What is in the journal now, to be told when it is run. */
    private Runnable answer(Map<?, ?> body, CompletableFuture<PortMessage> answer) {
        Exception failure = fetchFailure;
        if (failure != null) {
            return () -> answer.completeExceptionally(failure);
        }
        try {
            PortMessage found = slice(body.get("from").toString(), ((Number) body.get("max")).intValue());
            return () -> answer.complete(found);
        } catch (StreamException refused) {
            return () -> answer.completeExceptionally(refused);
        }
    }

    private synchronized PortMessage slice(String from, int max) throws StreamException {
        long wanted = offset(from);
        if (wanted > end()) {
            throw new StreamException(StreamCode.REFUSED, "beyond the end");
        }
        Gap gap =
                wanted < earliest ? new Gap(wanted, earliest - wanted, "retention", Gap.Kind.HOLE) : missed.get(wanted);
        long offset = Math.max(wanted, earliest);
        Long nextGap = missed.higherKey(offset);
        long to = Math.min(offset + max, nextGap == null ? end() : nextGap);
        byte[] found = java.util.Arrays.copyOfRange(bytes.toByteArray(), (int) offset, (int) to);
        Map<String, String> headers = new HashMap<>(Map.of(
                "offset", Long.toString(offset),
                "next", Long.toString(to),
                "end", Long.toString(end()),
                "earliest", Long.toString(earliest),
                "journal", journal));
        if (gap != null) {
            headers.put("gap", text(gap.shape()));
        }
        return new PortMessage(() -> ByteBuffer.wrap(found).asReadOnlyBuffer(), null, headers::get);
    }

    private static String text(Map<String, Object> json) {
        try {
            return JSON.std.asString(json);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private long offset(String from) {
        return switch (from) {
            case "earliest" -> earliest;
            case "latest" -> end();
            default -> from.startsWith("-") ? Math.max(earliest, end() + Long.parseLong(from)) : Long.parseLong(from);
        };
    }

    @Override
    public Subscription subscribe(String address, Consumer<PortMessage> handler) {
        Consumer<PortMessage> place = handler::accept;
        handlers.computeIfAbsent(address, first -> new CopyOnWriteArrayList<>(new ArrayList<>()))
                .add(place);
        return () -> handlers.get(address).remove(place);
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void checkThread() {}

    @Override
    public void close() {
        ended.complete(null);
    }
}
