package org.threadedstreams.bus.stream;

import io.vertx.core.eventbus.EventBus;
import java.nio.ByteBuffer;
import java.util.List;

/** What a stream does with its chunks between its transport and its journal, and after it; for the benchmarks. Stateless. */
public final class PiledUp {

    private PiledUp() {}

    /** Chunks that came while the stream was busy, as it appends them. */
    public static List<ByteBuffer> joined(List<ByteBuffer> chunks) {
        Batch batch = new Batch(chunks.get(0), 1);
        chunks.subList(1, chunks.size()).forEach(batch::add);
        return batch.take();
    }

    /** Somebody who publishes chunks as the stream does. */
    public static Chunks publisher(String stream, EventBus bus) {
        Publisher publisher = new Publisher(stream, bus);
        return (bytes, offset) -> publisher.chunk(bytes, offset, 1, 1, "memory-benchmark");
    }

    /** Publishes. */
    public interface Chunks {
        void publish(ByteBuffer bytes, long offset);
    }
}
