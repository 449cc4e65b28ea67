package org.threadedstreams.itests.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.threadedstreams.api.bus.Addresses.Verb;

/**
 * A consumer that keeps everything that a stream publishes as read, and checks that no byte is missing between two
 * messages.
 *
 * <p>Filled on an event loop, asked from any thread.
 */
public final class Reads implements AutoCloseable {

    private final MessageConsumer<Buffer> consumer;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Chunk> chunks = new ArrayList<>();
    private final List<String> journals = new ArrayList<>();
    private final List<String> sessions = new ArrayList<>();
    private long from = -1;
    private String fault = "";

    /** One message: where its bytes stand. */
    public record Chunk(long offset, int length) {}

    Reads(EventBus bus, String stream) throws Exception {
        consumer = bus.consumer(Verb.READ.of(stream), this::add);
        Gateway.await(consumer.completion());
    }

    private synchronized void add(Message<Buffer> message) {
        long offset = Long.parseLong(message.headers().get("offset"));
        if (from < 0) {
            from = offset;
        } else if (offset != from + bytes.size()) {
            fault = "expected offset " + (from + bytes.size()) + ", not " + offset;
        }
        chunks.add(new Chunk(offset, message.body().length()));
        bytes.writeBytes(message.body().getBytes());
        note(journals, message.headers().get("journal"));
        note(sessions, message.headers().get("session"));
    }

    private static void note(List<String> seen, String value) {
        if (!seen.contains(value)) {
            seen.add(value);
        }
    }

    /** Waits for so many bytes, and returns all that came. */
    public byte[] await(long count) {
        Awaitility.await().atMost(Deadlines.LONG).until(this::count, now -> now >= count);
        return bytes();
    }

    /** Waits for a text, and returns all that came. */
    public String await(String text) {
        return Awaitility.await().atMost(Deadlines.SHORT).until(this::text, now -> now.contains(text));
    }

    public synchronized long count() {
        return bytes.size();
    }

    public synchronized byte[] bytes() {
        assertThat(fault).isEmpty();
        return bytes.toByteArray();
    }

    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** The messages, in the order in which they came. */
    public synchronized List<Chunk> chunks() {
        return List.copyOf(chunks);
    }

    /** The offset of the first byte that came. */
    public synchronized long from() {
        return from;
    }

    /** The journals that the offsets were of, in order. */
    public synchronized List<String> journals() {
        return List.copyOf(journals);
    }

    /** The sessions that the bytes came in, in order. */
    public synchronized List<String> sessions() {
        return List.copyOf(sessions);
    }

    @Override
    public void close() throws Exception {
        Gateway.await(consumer.unregister());
    }
}
