package org.threadedstreams.itests.support;

import org.junit.AssumptionViolatedException;
import org.junit.runner.Description;
import org.junit.runner.notification.Failure;
import org.junit.runner.notification.RunListener;
import org.junit.runner.notification.RunNotifier;
import org.junit.runners.model.InitializationError;
import org.ops4j.pax.exam.junit.PaxExam;
import org.threadedstreams.itests.peer.MissingTool;

/**
 * Pax Exam's runner, which reports a test that lacks its tool as skipped. Pax Exam itself reports what was skipped in the
 * container as passed.
 */
public final class ContainerRunner extends PaxExam {

    public ContainerRunner(Class<?> test) throws InitializationError {
        super(test);
    }

    @Override
    public void run(RunNotifier notifier) {
        RunNotifier own = new RunNotifier();
        own.addListener(new Forwarding(notifier));
        super.run(own);
    }

    private static final class Forwarding extends RunListener {

        private final RunNotifier to;

        Forwarding(RunNotifier to) {
            this.to = to;
        }

        @Override
        public void testStarted(Description test) {
            to.fireTestStarted(test);
        }

        @Override
        public void testFinished(Description test) {
            to.fireTestFinished(test);
        }

        @Override
        public void testIgnored(Description test) {
            to.fireTestIgnored(test);
        }

        @Override
        public void testAssumptionFailure(Failure failure) {
            to.fireTestAssumptionFailed(failure);
        }

        /** The class of the exception is one of the container's, so that only its name can be compared. */
        @Override
        public void testFailure(Failure failure) {
            for (Throwable cause = failure.getException(); cause != null; cause = cause.getCause()) {
                if (cause.getClass().getName().equals(MissingTool.class.getName())) {
                    to.fireTestAssumptionFailed(
                            new Failure(failure.getDescription(), new AssumptionViolatedException(cause.getMessage())));
                    return;
                }
            }
            to.fireTestFailure(failure);
        }
    }
}
