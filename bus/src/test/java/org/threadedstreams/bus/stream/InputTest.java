package org.threadedstreams.bus.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.api.bus.Gap;
import org.threadedstreams.bus.config.ConfigFile;
import org.threadedstreams.bus.journal.Journal;
import org.threadedstreams.bus.journal.MemoryJournal;

@Timeout(30)
class InputTest {

    private static final Map<String, String> KEYS = Map.of("transport", "scripted");

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
        input.received(List.of(ByteBuffer.wrap(new byte[10])), 1);
        assertThat(journal.end()).isEqualTo(3);
        Gap gap = journal.read(3, 1).gap();
        assertThat(gap.bytes()).isEqualTo(7);
        assertThat(gap.cause()).contains("planned");
    }

    /** A journal on disk that fails goes on in memory, with another id, in the middle of a batch. */
    @Test
    void aLineHasTheJournalThatItsChunkIsIn() throws Exception {
        Publisher.registerCodecs(vertx.eventBus());
        MemoryJournal kept = new MemoryJournal(Long.MAX_VALUE);
        Journal journal = (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(),
                new Class<?>[] {Journal.class},
                (proxy, method, args) -> method.getName().equals("id")
                        ? kept.end() <= 4 ? "disk-1" : "memory-2"
                        : method.invoke(kept, args));
        Input input = new Input(() -> journal, new Publisher("console", vertx.eventBus()));
        input.beginSession(1, new ConfigFile("etc/stream-console.cfg", KEYS, KEYS).settings());
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        vertx.eventBus()
                .<String>consumer(
                        "streams.console.lines",
                        line -> lines.add(line.body() + " " + line.headers().get("journal")))
                .completion()
                .await(10, TimeUnit.SECONDS);
        input.received(List.of(ascii("one\n"), ascii("two\n")), 1);
        assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("one disk-1");
        assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("two memory-2");
    }

    @Test
    void nothingIsPublishedForNobodyAndWhoComesGetsTheLineThatIsOnItsWay() throws Exception {
        Publisher.registerCodecs(vertx.eventBus());
        Journal journal = new MemoryJournal(Long.MAX_VALUE);
        Publisher publisher = new Publisher("console", vertx.eventBus());
        Input input = new Input(() -> journal, publisher);
        input.beginSession(1, new ConfigFile("etc/stream-console.cfg", KEYS, KEYS).settings());
        assertThat(input.received(List.of(ascii("one\ntw")), 1)).isZero();

        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        MessageConsumer<String> consumer = vertx.eventBus()
                .consumer(
                        "streams.console.lines",
                        line -> lines.add(line.headers().get("offset") + line.body()));
        consumer.completion().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(input.received(List.of(ascii("o\nthree\n")), 2)).isEqualTo(2);
        assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("4two");
        assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("8three");

        consumer.unregister().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(input.received(List.of(ascii("four\n")), 3)).isZero();
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
