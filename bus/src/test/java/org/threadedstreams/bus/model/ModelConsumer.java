package org.threadedstreams.bus.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageConsumerOptions;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.threadedstreams.api.bus.Addresses.Verb;

/**
 * A consumer as the design wants it: it has a cursor, bounds its queue, and fetches what it missed. It may be slow, so that
 * the bus drops messages, and its handler may fail.
 */
final class ModelConsumer {

    private final Queue<Message<Buffer>> arrived = new ConcurrentLinkedQueue<>();
    private final MessageConsumer<Buffer> subscription;
    private final ModelInput input;
    private final Fetches fetches;
    private final long from;
    private long cursor;
    private long consumed;
    private long holes;

    /** @param fails whether its handler throws at each message, after having taken it */
    ModelConsumer(Bench bench, String stream, ModelInput input, Fetches fetches, boolean fails) throws Exception {
        this.input = input;
        this.fetches = fetches;
        this.from = input.end();
        this.cursor = from;
        subscription = bench.vertx
                .eventBus()
                .consumer(new MessageConsumerOptions()
                        .setAddress(Verb.READ.of(stream))
                        .setMaxBufferedMessages(1));
        subscription.handler(chunk -> {
            arrived.add(chunk);
            if (fails) {
                bench.meant.incrementAndGet();
                throw new IllegalStateException("planned");
            }
        });
        subscription.completion().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** From now on at most one message is kept for it. */
    void pause() {
        subscription.pause();
    }

    void resume() {
        subscription.resume();
    }

    /** Consumes what has arrived, and fetches what is missing before that. */
    void consume() throws Exception {
        for (Message<Buffer> chunk = arrived.poll(); chunk != null; chunk = arrived.poll()) {
            long offset = Long.parseLong(chunk.headers().get("offset"));
            int length = chunk.body().length();
            fetchTo(offset);
            if (cursor < offset + length) {
                int skipped = (int) (cursor - offset);
                input.check(chunk.body().getBytes(skipped, length), cursor);
                consumed += length - skipped;
                cursor = offset + length;
            }
        }
    }

    /** Fetches up to that offset; beyond it, if a hole reaches further. */
    private void fetchTo(long offset) throws Exception {
        while (cursor < offset) {
            Fetches.Found found = fetches.fetch(cursor, (int) Math.min(offset - cursor, 65_536));
            holes += found.offset() - cursor;
            consumed += found.next() - found.offset();
            cursor = found.next();
        }
    }

    /** Goes, having seen to it that it knows of each byte. */
    void leave() throws Exception {
        subscription.unregister().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        consume();
        checkAccount();
        fetchTo(input.end());
        checkAccount();
    }

    /** Delivered + unread + holes = received. */
    private void checkAccount() {
        assertThat(consumed + holes + (input.end() - cursor)).isEqualTo(input.end() - from);
    }
}
