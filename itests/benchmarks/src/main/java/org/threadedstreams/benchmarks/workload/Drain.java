package org.threadedstreams.benchmarks.workload;

import org.threadedstreams.benchmarks.process.Blaster;
import org.threadedstreams.benchmarks.process.Measured;

/** Takes what a sender sends to who connects. For one thread. */
interface Drain extends AutoCloseable {

    /**
     * Connects, and takes what comes to its end.
     *
     * @param size of the workload, such as how many bytes will come
     * @return an answer that has {@code end}: when all was there, in the time of {@link System#nanoTime}
     */
    Measured drain(long size) throws Exception;

    @Override
    default void close() throws Exception {}

    /** Made for a sender. */
    @FunctionalInterface
    interface Opening {
        Drain open(Blaster sender) throws Exception;
    }
}
