package org.threadedstreams.bus.journal;

import java.util.concurrent.Executor;

/** Threads that may wait for one disk. Safe from any thread. */
public interface DiskThreads extends Executor {

    /** How long the oldest of their tasks has been running, in milliseconds; 0 if none is. */
    long stalledMillis();
}
