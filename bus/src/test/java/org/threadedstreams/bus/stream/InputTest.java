package org.threadedstreams.bus.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.api.bus.Gap;
import org.threadedstreams.bus.journal.Journal;
import org.threadedstreams.bus.journal.MemoryJournal;

@Timeout(30)
class InputTest {

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        timer.shutdownNow();
        pool.shutdownNow();
    }

    /** A journal that takes the first three bytes of each chunk and then fails. */
    private static final class Failing implements Journal {

        private final MemoryJournal kept = new MemoryJournal(Long.MAX_VALUE);

        @Override
        public void append(ByteBuffer bytes, long time) {
            kept.append(bytes.slice(bytes.position(), 3), time);
            throw new OutOfMemoryError("planned");
        }

        @Override
        public String id() {
            return kept.id();
        }

        @Override
        public long earliest() {
            return kept.earliest();
        }

        @Override
        public long end() {
            return kept.end();
        }

        @Override
        public long gaps() {
            return kept.gaps();
        }

        @Override
        public void missed(long bytes, String cause) {
            kept.missed(bytes, cause);
        }

        @Override
        public void retain(long maxBytes) {
            kept.retain(maxBytes);
        }

        @Override
        public Slice read(long from, int max) {
            return kept.read(from, max);
        }

        @Override
        public long offsetAt(long time) {
            return kept.offsetAt(time);
        }

        @Override
        public byte[] tail(long from, int max) {
            return kept.tail(from, max);
        }
    }

    @Test
    void whatAFailingJournalDoesNotTakeIsAGap() {
        Publisher.registerCodecs(vertx.eventBus());
        Journal journal = new Failing();
        Input input = new Input(
                new StreamRuntime(vertx.eventBus(), pool, timer, Clock.systemUTC(), new Random(1)),
                journal,
                new Publisher("console", vertx.eventBus()));
        input.received(ByteBuffer.wrap(new byte[10]));
        assertThat(journal.end()).isEqualTo(3);
        Gap gap = journal.read(3, 1).gap();
        assertThat(gap.bytes()).isEqualTo(7);
        assertThat(gap.cause()).contains("planned");
    }
}
