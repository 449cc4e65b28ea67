package org.threadedstreams.bus.journal;

import java.util.concurrent.Executor;

/** Opens the journals that outlive the process. Safe from any thread. */
public interface Journals {

    /**
     * Opens the one that a stream has, or begins one; the one opened before it for that stream has been closed. A disk that
     * fails is told to {@code events}, in a task of the owner's.
     *
     * @param owner runs one task at a time: all calls come on it, and what the journal has to do by itself goes to it
     */
    Journal open(String stream, JournalSettings settings, Executor owner, JournalEvents events);

    /** Threads that wait for the disk of that stream, and for no other. The volume is looked up: this may itself wait. */
    DiskThreads threads(String stream);
}
