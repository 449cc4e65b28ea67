package org.threadedstreams.bus.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MailboxTest {

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final Mailbox mailbox = new Mailbox("test", pool);

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    @Test
    void anIdleMailboxRunsATaskOnTheCallersThread() {
        List<Thread> ran = new ArrayList<>();
        mailbox.execute(() -> ran.add(Thread.currentThread()));
        assertThat(ran).containsExactly(Thread.currentThread());
    }

    @Test
    void aTaskGivenFromWithinATaskRunsAfterIt() {
        List<String> order = new ArrayList<>();
        mailbox.execute(() -> {
            mailbox.execute(() -> order.add("inner"));
            order.add("outer");
        });
        assertThat(order).containsExactly("outer", "inner");
    }

    @Test
    void aTaskThatFailsDoesNotStopTheNext() {
        List<String> order = new ArrayList<>();
        mailbox.execute(() -> {
            throw new IllegalStateException("planned");
        });
        mailbox.execute(() -> order.add("next"));
        assertThat(order).containsExactly("next");
    }

    @Test
    void aThreadThatIsKeptBusyByOthersHandsOver() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        AtomicBoolean elsewhere = new AtomicBoolean();
        Thread caller = Thread.currentThread();
        mailbox.execute(new Runnable() {
            private int left = 1000;

            @Override
            public void run() {
                if (Thread.currentThread() != caller) {
                    elsewhere.set(true);
                }
                if (--left == 0) {
                    done.countDown();
                } else {
                    mailbox.execute(this);
                }
            }
        });
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(elsewhere).isTrue();
    }

    @Test
    void tasksOfManyThreadsRunOneAtATimeAndEachThreadsInOrder() throws InterruptedException {
        tasksOfManyThreads(Integer.MAX_VALUE);
    }

    @Test
    void soDoBriefOnesAmongOthersThatRunElsewhere() throws InterruptedException {
        mailbox.runOn(pool);
        tasksOfManyThreads(3);
    }

    /** @param brief each so manyth is */
    private void tasksOfManyThreads(int brief) throws InterruptedException {
        int threads = 8;
        int each = 20_000;
        int[] next = new int[threads];
        int[] wrong = new int[1];
        AtomicBoolean inside = new AtomicBoolean();
        CountDownLatch done = new CountDownLatch(threads * each);
        for (int t = 0; t < threads; t++) {
            int me = t;
            pool.execute(() -> {
                for (int i = 0; i < each; i++) {
                    int number = i;
                    Runnable task = () -> {
                        if (!inside.compareAndSet(false, true) || next[me]++ != number) {
                            wrong[0]++;
                        }
                        inside.set(false);
                        done.countDown();
                    };
                    if ((number + me) % brief == 0) {
                        mailbox.executeBrief(task);
                    } else {
                        mailbox.execute(task);
                    }
                }
            });
        }
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong[0]).isZero();
    }

    @Test
    void whenThePoolIsShutTasksAreStillDone() {
        pool.shutdown();
        int[] left = {1000};
        mailbox.execute(new Runnable() {
            @Override
            public void run() {
                if (--left[0] > 0) {
                    mailbox.execute(this);
                }
            }
        });
        assertThat(left[0]).isZero();
    }

    @Test
    void whenNoThreadCanBeHadTasksAreStillDone() {
        Mailbox mailbox = new Mailbox("test", task -> {
            throw new OutOfMemoryError("planned: unable to create native thread");
        });
        List<Integer> done = new ArrayList<>();
        mailbox.execute(() -> {
            for (int i = 0; i < 200; i++) {
                int number = i;
                mailbox.execute(() -> done.add(number));
            }
        });
        assertThat(done).hasSize(200).isSorted();
    }

    @Test
    void aMailboxWithAPlaceOfItsOwnRunsNothingOnItsCallers() throws InterruptedException {
        mailbox.runOn(pool);
        CountDownLatch done = new CountDownLatch(1000);
        List<Thread> ran = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            mailbox.execute(() -> {
                ran.add(Thread.currentThread());
                done.countDown();
            });
        }
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ran).hasSize(1000).doesNotContain(Thread.currentThread());
    }

    @Test
    void aBriefTaskRunsOnItsCallersThreadWhereverTheOthersRun() {
        mailbox.runOn(pool);
        List<Thread> ran = new ArrayList<>();
        mailbox.executeBrief(() -> {
            ran.add(Thread.currentThread());
            mailbox.executeBrief(() -> ran.add(Thread.currentThread()));
        });
        assertThat(ran).containsExactly(Thread.currentThread(), Thread.currentThread());
    }

    @Test
    void whatABriefTaskLeadsToRunsWhereItBelongs() throws InterruptedException {
        mailbox.runOn(pool);
        CountDownLatch done = new CountDownLatch(2);
        List<Thread> ran = new ArrayList<>();
        mailbox.executeBrief(() -> mailbox.execute(() -> {
            ran.add(Thread.currentThread());
            done.countDown();
            mailbox.executeBrief(() -> {
                ran.add(Thread.currentThread());
                done.countDown();
            });
        }));
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ran.get(0)).isNotSameAs(Thread.currentThread());
        assertThat(ran.get(1)).isSameAs(ran.get(0));
    }

    @Test
    void aTaskThatMovesTheMailboxIsTheLastOneWhereItWas() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        List<Thread> ran = new ArrayList<>();
        mailbox.execute(() -> {
            ran.add(Thread.currentThread());
            mailbox.runOn(pool);
            mailbox.execute(() -> {
                ran.add(Thread.currentThread());
                done.countDown();
            });
        });
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ran.get(0)).isSameAs(Thread.currentThread());
        assertThat(ran.get(1)).isNotSameAs(Thread.currentThread());
    }

    @Test
    void anErrorDoesNotStopTheNextTaskEither() {
        List<String> order = new ArrayList<>();
        mailbox.execute(() -> {
            throw new AssertionError("planned");
        });
        mailbox.execute(() -> order.add("next"));
        assertThat(order).containsExactly("next");
    }
}
