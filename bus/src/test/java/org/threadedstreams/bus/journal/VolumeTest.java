package org.threadedstreams.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class VolumeTest {

    private final Volume volume = new Volume(() -> 0);

    @Test
    void tasksThatGoOnForEverDoNotKeepOthersFromTheirTurn() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch busy = new CountDownLatch(1000);
        for (int i = 0; i < 8; i++) {
            volume.execute(new Runnable() {
                @Override
                public void run() {
                    busy.countDown();
                    if (!over.get()) {
                        volume.execute(this);
                    }
                }
            });
        }
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
        CountDownLatch other = new CountDownLatch(1);
        volume.execute(other::countDown);
        assertThat(other.await(10, TimeUnit.SECONDS)).isTrue();
        over.set(true);
        volume.close();
    }

    @Test
    void whatWasHandedOverBeforeItClosedIsDoneAndLaterItIsRefused() throws Exception {
        AtomicInteger done = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            volume.execute(() -> {
                done.incrementAndGet();
                all.countDown();
            });
        }
        volume.close();
        assertThatThrownBy(() -> volume.execute(() -> done.addAndGet(1000)))
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(done).hasValue(100);
    }

    @Test
    void howLongTheOldestTaskRunsIsKnown() throws Exception {
        assertThat(volume.stalledMillis()).isZero();
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch ends = new CountDownLatch(1);
        volume.execute(() -> {
            runs.countDown();
            try {
                ends.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();
        org.awaitility.Awaitility.await().until(() -> volume.stalledMillis() > 0);
        ends.countDown();
        org.awaitility.Awaitility.await().until(() -> volume.stalledMillis() == 0);
        volume.close();
    }
}
