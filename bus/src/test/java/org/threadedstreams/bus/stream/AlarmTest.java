package org.threadedstreams.bus.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AlarmTest {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<Runnable> mailbox = new ArrayList<>();
    private final Alarm alarm = new Alarm(timer, mailbox::add);
    private final List<String> rung = new ArrayList<>();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    /** Until the timer has done all that was due. */
    private void awaitTimer() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        timer.schedule(done::countDown, 5, TimeUnit.MILLISECONDS);
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void itRingsOnceInTheMailbox() throws InterruptedException {
        alarm.setMillis(0, () -> rung.add("one"));
        awaitTimer();
        assertThat(rung).isEmpty();
        assertThat(alarm.isSet()).isTrue();
        mailbox.forEach(Runnable::run);
        mailbox.forEach(Runnable::run);
        assertThat(rung).containsExactly("one");
        assertThat(alarm.isSet()).isFalse();
    }

    @Test
    void whatWaitsInTheMailboxAndIsCancelledDoesNotHappen() throws InterruptedException {
        alarm.setMillis(0, () -> rung.add("one"));
        awaitTimer();
        alarm.cancel();
        mailbox.forEach(Runnable::run);
        assertThat(rung).isEmpty();
    }

    @Test
    void whatWaitsInTheMailboxAndIsSetAnewHappensOnlyThen() throws InterruptedException {
        alarm.setMillis(0, () -> rung.add("one"));
        awaitTimer();
        alarm.setMillis(0, () -> rung.add("two"));
        awaitTimer();
        mailbox.forEach(Runnable::run);
        assertThat(rung).containsExactly("two");
    }

    @Test
    void anAlarmForNeverAndOneAfterTheEndAreNoFault() {
        alarm.setMillis(Long.MAX_VALUE, () -> rung.add("never"));
        timer.shutdownNow();
        alarm.setMillis(1, () -> rung.add("late"));
        assertThat(alarm.isSet()).isFalse();
    }
}
