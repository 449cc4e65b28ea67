package org.threadedstreams.bus.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
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

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** A journal that takes the first three bytes of each chunk and then fails; for the rest as the one behind it. */
    private static Journal failing() {
        MemoryJournal kept = new MemoryJournal(Long.MAX_VALUE);
        return (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, args) -> {
                    if (method.getName().equals("append")) {
                        ByteBuffer bytes = (ByteBuffer) args[0];
                        kept.append(bytes.slice(bytes.position(), 3), (long) args[1]);
                        throw new OutOfMemoryError("planned");
                    }
                    return method.invoke(kept, args);
                });
    }

    @Test
    void whatAFailingJournalDoesNotTakeIsAGap() {
        Publisher.registerCodecs(vertx.eventBus());
        Journal journal = failing();
        Input input = new Input(() -> journal, new Publisher("console", vertx.eventBus()));
        input.received(ByteBuffer.wrap(new byte[10]), 1);
        assertThat(journal.end()).isEqualTo(3);
        Gap gap = journal.read(3, 1).gap();
        assertThat(gap.bytes()).isEqualTo(7);
        assertThat(gap.cause()).contains("planned");
    }
}
