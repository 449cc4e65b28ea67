package org.threadedstreams.transport.ssh;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs steps one at a time, in their order, each seeing what the one before did. It has no thread of its own.
 *
 * <p>Safe from any thread, also from inside a step.
 */
final class Mailbox {

    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);
    private static final int STEPS_IN_A_ROW = 64;

    private final Executor executor;
    private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    Mailbox(Executor executor) {
        this.executor = executor;
    }

    /** Runs the step on another thread than the caller's, or at least not before the caller's own step is over. */
    void post(Runnable step) {
        if (isFirst(step)) {
            executor.execute(this::runSteps);
        }
    }

    /** Runs the step on the caller's thread if no other step is running, which saves a wake-up. */
    void run(Runnable step) {
        if (isFirst(step)) {
            runSteps();
        }
    }

    private boolean isFirst(Runnable step) {
        steps.add(step);
        return waiting.getAndIncrement() == 0;
    }

    private void runSteps() {
        for (int done = 0; done < STEPS_IN_A_ROW; done++) {
            Runnable step = steps.poll();
            try {
                if (step != null) {
                    step.run();
                }
            } catch (RuntimeException | Error e) {
                LOG.error("A step of an SSH connection failed; the connection goes on with the next", e);
            }
            if (waiting.decrementAndGet() == 0) {
                return;
            }
        }
        executor.execute(this::runSteps);
    }
}
