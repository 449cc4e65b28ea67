package org.threadedstreams.bus.journal;

import java.util.concurrent.Executor;

/** Journals that are in memory, on the threads of a disk. Safe for many threads. */
public final class JournalsInMemory implements Journals {

    private final Executor threads;

    public JournalsInMemory(Executor threads) {
        this.threads = threads;
    }

    @Override
    public Journal open(String stream, JournalSettings settings, Executor owner, JournalEvents events) {
        return new MemoryJournal(settings.maxBytes());
    }

    @Override
    public DiskThreads threads(String stream) {
        return new DiskThreads() {
            @Override
            public void execute(Runnable task) {
                threads.execute(task);
            }

            @Override
            public long stalledMillis() {
                return 0;
            }
        };
    }
}
