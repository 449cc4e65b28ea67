package org.threadedstreams.benchmarks.measure;

/** Something that does the work, ready to do it again and again. For one thread. */
public interface Contender extends AutoCloseable {

    /** Does it once. */
    Sample measure(long size) throws Exception;

    @Override
    default void close() throws Exception {}
}
