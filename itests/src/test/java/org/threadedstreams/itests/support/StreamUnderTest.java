package org.threadedstreams.itests.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Addresses.Verb;

/**
 * One stream, as its operator and its consumers see it.
 *
 * <p>Safe for many threads.
 */
public final class StreamUnderTest implements AutoCloseable {

    private final String name;
    private final Gateway gateway;
    private final Path file;

    StreamUnderTest(String name, Gateway gateway) {
        this.name = name;
        this.gateway = gateway;
        this.file = gateway.home().resolve("etc").resolve("stream-" + name + ".cfg");
    }

    public String name() {
        return name;
    }

    /** Writes its file. */
    public void configure(String... lines) throws IOException {
        gateway.write(file, String.join("\n", lines) + "\n");
    }

    /** Writes its file: what leads to a peer, and more. */
    public void configure(String[] lines, String... more) throws IOException {
        configure(Stream.of(lines, more).flatMap(Stream::of).toArray(String[]::new));
    }

    /** Deletes its file. */
    public void remove() throws IOException {
        Files.deleteIfExists(file);
    }

    /** Deletes its file and waits until it is closed. */
    @Override
    public void close() throws Exception {
        if (Files.exists(file)) {
            remove();
            awaitState("closed");
        }
    }

    /** Waits for a state; returns the state object. */
    public JsonObject awaitState(String state) {
        return awaitStatus(status -> status.getString("state").equals(state));
    }

    public JsonObject awaitStatus(Predicate<JsonObject> wanted) {
        return Awaitility.await(name)
                .atMost(Deadlines.SHORT)
                .pollInterval(Duration.ofMillis(20))
                .until(this::status, status -> status != null && wanted.test(status));
    }

    /** Its state object, or null while it is unknown. */
    public JsonObject status() throws Exception {
        return gateway.list().stream()
                .filter(status -> status.getString("stream").equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Collects what it reads from now on. */
    public Reads reads() throws Exception {
        return gateway.closing(new Reads(gateway.bus(), name));
    }

    /** Collects what it publishes on an address from now on. */
    public Published published(Verb verb) throws Exception {
        return gateway.published(verb.of(name));
    }

    /** Writes, and waits until that is handed over; returns the receipt. */
    public JsonObject write(byte[] bytes) throws Exception {
        return gateway.<JsonObject>request(Verb.WRITE.of(name), Buffer.buffer(bytes))
                .body();
    }

    public JsonObject write(String text) throws Exception {
        return request(Verb.WRITE, text);
    }

    /** Requests something; returns the JSON that comes back. */
    public JsonObject request(Verb verb, Object body) throws Exception {
        return gateway.<JsonObject>request(verb.of(name), body).body();
    }

    /** Writes without waiting. */
    public CompletableFuture<JsonObject> startWrite(byte[] bytes) {
        return startWrite(bytes, 0);
    }

    /**
     * Writes without waiting.
     *
     * @param timeoutMillis the write's own deadline, or 0 for the configured one
     */
    public CompletableFuture<JsonObject> startWrite(byte[] bytes, long timeoutMillis) {
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(Deadlines.LONG.toMillis());
        if (timeoutMillis != 0) {
            options.addHeader("timeoutMillis", Long.toString(timeoutMillis));
        }
        return gateway.bus()
                .<JsonObject>request(Verb.WRITE.of(name), Buffer.buffer(bytes), options)
                .map(Message::body)
                .toCompletionStage()
                .toCompletableFuture();
    }

    /** Waits until a write fails, and returns what its reply carries. */
    public static StreamException failureOf(CompletableFuture<JsonObject> write) {
        Throwable failure = outcomeOf(write).orElseThrow(() -> new AssertionError("did not fail: " + write.join()));
        if (failure.getCause() instanceof StreamException carried) {
            return carried;
        }
        throw new AssertionError(failure);
    }

    /** Waits until a write has its reply; returns its failure, if it failed. */
    public static Optional<Throwable> outcomeOf(CompletableFuture<JsonObject> write) {
        return write.handle((receipt, failure) -> Optional.ofNullable(failure))
                .orTimeout(Deadlines.LONG.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    public Fetched fetch(Object from, int max) throws Exception {
        JsonObject request = new JsonObject().put("from", from).put("max", max);
        return new Fetched(gateway.request(Verb.FETCH.of(name), request));
    }

    /** Everything that the journal holds. */
    public byte[] fetchAll() throws Exception {
        Buffer all = Buffer.buffer();
        Fetched part = fetch("earliest", 65_536);
        while (part.bytes().length > 0) {
            all.appendBytes(part.bytes());
            part = fetch(part.next(), 65_536);
        }
        return all.getBytes();
    }

    /** Asks for an operation; returns the state object. */
    public JsonObject control(String op) throws Exception {
        return request(Verb.CONTROL, new JsonObject().put("op", op));
    }

    /** What a request is refused with. */
    public static StreamException refusal(ThrowingCallable request) {
        StreamException refusal = catchThrowableOfType(StreamException.class, request);
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).isEqualTo(StreamCode.REFUSED);
        return refusal;
    }
}
