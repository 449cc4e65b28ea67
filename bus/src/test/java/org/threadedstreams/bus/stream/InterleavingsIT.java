package org.threadedstreams.bus.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.api.StreamConnection;

/**
 * Where threads meet in a stream: every order in which their steps can follow each other, as far as Lincheck's model checker
 * gets. What it finds it prints step by step, and finds again in the next run.
 *
 * <p>More orders: {@code -Dinterleavings=10000}.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class InterleavingsIT {

    private static final int ORDERS = Integer.getInteger("interleavings", 60);

    /** Runs both at once, and waits for them. */
    private static void both(Runnable one, Runnable other) {
        Thread first = new Thread(one);
        Thread second = new Thread(other);
        first.start();
        second.start();
        join(first);
        join(second);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A thread for each task. */
    private static final class Threads implements Executor {

        private final List<Thread> threads = new ArrayList<>();

        @Override
        public void execute(Runnable task) {
            Thread thread = new Thread(task);
            synchronized (threads) {
                threads.add(thread);
            }
            thread.start();
        }

        void awaitAll() {
            for (int i = 0; i < count(); i++) {
                join(threads.get(i));
            }
        }

        private int count() {
            synchronized (threads) {
                return threads.size();
            }
        }
    }

    private static void shut(Runnable task) {
        throw new RejectedExecutionException();
    }

    /** Counts what runs, and sees whether anything else does at that moment. */
    private static final class Log {

        private int running;
        private boolean together;
        private final List<String> done = new ArrayList<>();

        Runnable task(String name) {
            return () -> {
                together |= running++ != 0;
                done.add(name);
                running--;
            };
        }

        void check() {
            assertFalse(together, "two tasks at a time");
            assertEquals(4, done.size(), "tasks done");
            assertTrue(done.indexOf("a1") < done.indexOf("a2"), "order of one thread");
            assertTrue(done.indexOf("b1") < done.indexOf("b2"), "order of the other");
        }
    }

    private static void give(Mailbox mailbox, Log log) {
        both(
                () -> {
                    mailbox.execute(log.task("a1"));
                    mailbox.execute(log.task("a2"));
                },
                () -> {
                    mailbox.execute(log.task("b1"));
                    mailbox.execute(log.task("b2"));
                });
    }

    @Test
    void aMailboxRunsEachTaskOnceInOrderAndAlone() {
        Lincheck.runConcurrentTest(ORDERS, () -> {
            Log log = new Log();
            give(new Mailbox("test", InterleavingsIT::shut), log);
            log.check();
        });
    }

    @Test
    void aMailboxWithAHomeRunsEachTaskOnceInOrderAndAlone() {
        Lincheck.runConcurrentTest(ORDERS, () -> {
            Log log = new Log();
            Threads home = new Threads();
            Mailbox mailbox = new Mailbox("test", InterleavingsIT::shut);
            mailbox.runOn(home);
            give(mailbox, log);
            home.awaitAll();
            log.check();
        });
    }

    @Test
    void aMailboxWithAHomeRunsBriefTasksOnceInOrderAndAlone() {
        Lincheck.runConcurrentTest(ORDERS, () -> {
            Log log = new Log();
            Threads home = new Threads();
            Mailbox mailbox = new Mailbox("test", InterleavingsIT::shut);
            mailbox.runOn(home);
            both(
                    () -> {
                        mailbox.executeBrief(log.task("a1"));
                        mailbox.execute(log.task("a2"));
                    },
                    () -> {
                        mailbox.execute(log.task("b1"));
                        mailbox.executeBrief(log.task("b2"));
                    });
            home.awaitAll();
            log.check();
        });
    }

    @Test
    void aMailboxThatMovesRunsEachTaskOnceInOrderAndAlone() {
        Lincheck.runConcurrentTest(ORDERS, () -> {
            Log log = new Log();
            Threads home = new Threads();
            Mailbox mailbox = new Mailbox("test", InterleavingsIT::shut);
            mailbox.execute(() -> mailbox.runOn(home));
            both(
                    () -> {
                        mailbox.execute(log.task("a1"));
                        mailbox.execute(log.task("a2"));
                    },
                    () -> {
                        mailbox.execute(() -> {
                            log.task("b1").run();
                            mailbox.runOn(null);
                        });
                        mailbox.execute(log.task("b2"));
                    });
            home.awaitAll();
            log.check();
        });
    }

    @Test
    void aHomeThatIsShutLeavesNoTaskUndone() {
        Lincheck.runConcurrentTest(ORDERS, () -> {
            Log log = new Log();
            Mailbox mailbox = new Mailbox("test", InterleavingsIT::shut);
            mailbox.runOn(InterleavingsIT::shut);
            give(mailbox, log);
            log.check();
        });
    }

    @Test
    void eachChunkIsInExactlyOneBatchAndInOrder() {
        Lincheck.runConcurrentTest(ORDERS, () -> {
            List<Byte> got = new ArrayList<>();
            Mailbox mailbox = new Mailbox("test", InterleavingsIT::shut);
            both(() -> addChunks(mailbox, got, 4), () -> mailbox.execute(() -> {}));
            assertEquals(List.of((byte) 0, (byte) 1, (byte) 2, (byte) 3), got, "bytes");
        });
    }

    /** As a session does it: to the batch that is on its way, or else to a new one. */
    private static void addChunks(Mailbox mailbox, List<Byte> got, int count) {
        Batch arriving = null;
        for (int i = 0; i < count; i++) {
            ByteBuffer chunk = ByteBuffer.wrap(new byte[] {(byte) i});
            if (arriving == null || !arriving.add(chunk)) {
                Batch batch = new Batch(chunk, 0);
                arriving = batch;
                mailbox.execute(() -> batch.take().forEach(bytes -> {
                    while (bytes.hasRemaining()) {
                        got.add(bytes.get());
                    }
                }));
            }
        }
    }

    @Test
    void aBacklogThatHasGoneDownNeverLeavesItsConnectionPaused() {
        Lincheck.runConcurrentTest(ORDERS, () -> {
            Backlog backlog = new Backlog("test", InterleavingsIT::shut, null);
            Reading connection = new Reading();
            backlog.begin(connection);
            int half = (int) Backlog.MOST_BYTES / 2 + 1;
            backlog.add(half);
            both(
                    () -> {
                        backlog.add(half);
                        backlog.add(1);
                    },
                    () -> {
                        backlog.remove(half);
                        backlog.remove(half);
                        backlog.remove(1);
                    });
            assertFalse(connection.paused, "paused, and nobody resumes it");
        });
    }

    @Test
    void aBacklogThatIsTooHighHasPausedItsConnection() {
        Lincheck.runConcurrentTest(ORDERS, () -> {
            Backlog backlog = new Backlog("test", InterleavingsIT::shut, null);
            Reading connection = new Reading();
            backlog.begin(connection);
            int all = (int) Backlog.MOST_BYTES + 1;
            backlog.add(all);
            both(() -> backlog.add(all), () -> backlog.remove(all));
            assertTrue(connection.paused, "not paused");
        });
    }

    private static final class Reading implements StreamConnection {

        boolean paused;

        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
        }

        @Override
        public CompletionStage<Integer> write(ByteBuffer piece) {
            throw new IllegalStateException("nothing is written");
        }

        @Override
        public CompletionStage<Void> control(String op, Map<String, Object> args) {
            throw new IllegalStateException("no op is asked for");
        }

        @Override
        public CompletionStage<Void> close() {
            return CompletableFuture.completedFuture(null);
        }
    }
}
