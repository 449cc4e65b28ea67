package org.threadedstreams.bus.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.api.bus.WriteReceipt;
import org.threadedstreams.bus.journal.DiskThreads;
import org.threadedstreams.bus.journal.Journal;
import org.threadedstreams.bus.journal.JournalEvents;
import org.threadedstreams.bus.journal.JournalSettings;
import org.threadedstreams.bus.journal.Journals;
import org.threadedstreams.bus.journal.MemoryJournal;
import org.threadedstreams.bus.stream.ScriptedProvider.Connection;

/** A disk that does not answer, which a real one does not do on demand. */
@Timeout(60)
class StalledDiskTest {

    private final CountDownLatch answers = new CountDownLatch(1);
    private final CountDownLatch waits = new CountDownLatch(1);
    private final List<Thread> readers = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private final StreamFixture f = new StreamFixture(Duration.ofSeconds(60), new Stalled());

    @AfterEach
    void close() throws Exception {
        answers.countDown();
        f.close();
        threads.shutdown();
    }

    private final class Stalled implements Journals {

        @Override
        public Journal open(String stream, JournalSettings settings, Executor owner, JournalEvents events) {
            MemoryJournal kept = new MemoryJournal(settings.maxBytes());
            return (Journal) Proxy.newProxyInstance(
                    Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, args) -> {
                        if (method.getName().equals("append")) {
                            waits.countDown();
                            answers.await();
                        }
                        if (method.getName().equals("tail")) {
                            readers.add(Thread.currentThread());
                        }
                        return method.invoke(kept, args);
                    });
        }

        @Override
        public DiskThreads threads(String stream) {
            return new DiskThreads() {
                @Override
                public void execute(Runnable task) {
                    threads.execute(task);
                }

                @Override
                public long stalledMillis() {
                    return waits.getCount() == 0 && answers.getCount() > 0 ? 5000 : 0;
                }
            };
        }
    }

    private CompletableFuture<Void> onEventLoop(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        f.vertx.runOnContext(start -> {
            try {
                task.run();
                done.complete(null);
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    @Test
    void nobodyElseWaitsForIt() throws Exception {
        Connection connection = f.open("journal", "disk");
        onEventLoop(() -> connection.receive("abc")).get(10, TimeUnit.SECONDS);
        assertThat(waits.await(10, TimeUnit.SECONDS)).isTrue();
        onEventLoop(() -> f.stream.write(new byte[1], 0)).get(10, TimeUnit.SECONDS);
        assertThat(f.stream.status().reason()).isEqualTo("the journal's disk has not answered for 5 s");
        assertThat(f.chunks).isEmpty();
        answers.countDown();
        await().until(() -> f.text().equals("abc"));
        assertThat(f.stream.status().reason()).isEmpty();
    }

    /** A write needs no disk, unless it is refused: then what was unread comes along. */
    @Test
    void aWriteIsHandedOverOnItsCallersThreadAndRefusedOnTheDisks() throws Exception {
        Connection connection = f.open("journal", "disk", "writeQueueBytes", "10");
        Thread[] caller = new Thread[1];
        List<CompletableFuture<WriteReceipt>> writes = new ArrayList<>();
        onEventLoop(() -> {
                    caller[0] = Thread.currentThread();
                    writes.add(f.stream.write(new byte[8], 0));
                    assertThat(connection.pieces).hasSize(1);
                    writes.add(f.stream.write(new byte[3], 0));
                    connection.pieces.remove().taken();
                })
                .get(10, TimeUnit.SECONDS);
        assertThat(writes.get(0).get(10, TimeUnit.SECONDS).bytes()).isEqualTo(8);
        assertThat(writes.get(1))
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("BACK_PRESSURED");
        assertThat(readers).isNotEmpty().doesNotContain(caller[0]);
    }

    @Test
    void whatComesMeanwhileIsTakenTogetherAndInOrder() throws Exception {
        Connection connection = f.open("journal", "disk");
        connection.receive("0");
        assertThat(waits.await(10, TimeUnit.SECONDS)).isTrue();
        StringBuilder all = new StringBuilder("0");
        for (int i = 1; i < 2000; i++) {
            connection.receive(i + " ");
            all.append(i).append(' ');
        }
        connection.listener.lost(7, "overrun");
        connection.receive("end");
        answers.countDown();
        await().until(() -> f.text().equals(all + "end"));
        assertThat(f.chunks).hasSize(3);
        assertThat(f.stream.status().gaps()).isEqualTo(1);
    }
}
