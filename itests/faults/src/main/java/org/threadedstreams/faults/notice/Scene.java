package org.threadedstreams.faults.notice;

import java.util.List;

/** A stream's peer, and what happens to it. For one thread. */
interface Scene extends AutoCloseable {

    /** What the stream's file must have. */
    List<String> configuration();

    /**
     * Has it happen.
     *
     * @return when, as {@link System#nanoTime} has it
     */
    long strike(Observer observer) throws Exception;

    /** Has the peer be there again, where it does not come back by itself. */
    void mend() throws Exception;

    @Override
    void close() throws Exception;
}
