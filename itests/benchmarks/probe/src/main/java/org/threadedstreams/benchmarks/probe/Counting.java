package org.threadedstreams.benchmarks.probe;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.util.function.ToLongFunction;
import org.threadedstreams.api.bus.Addresses.Verb;

/** Where a consumer listens, and how many of the stream's bytes a message stands for. */
enum Counting {
    OF_BYTES(Verb.READ, message -> ((Buffer) message.body()).length()),
    /** ASCII, and each with its line feed. */
    OF_LINES(Verb.LINES, message -> ((String) message.body()).length() + 1L);

    private final Verb verb;
    private final ToLongFunction<Message<?>> bytes;

    Counting(Verb verb, ToLongFunction<Message<?>> bytes) {
        this.verb = verb;
        this.bytes = bytes;
    }

    String address(String stream) {
        return verb.of(stream);
    }

    long bytes(Message<?> message) {
        return bytes.applyAsLong(message);
    }
}
