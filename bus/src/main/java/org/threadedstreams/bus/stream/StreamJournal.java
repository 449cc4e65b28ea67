package org.threadedstreams.bus.stream;

import org.jspecify.annotations.Nullable;
import org.threadedstreams.bus.journal.DiskThreads;
import org.threadedstreams.bus.journal.Journal;
import org.threadedstreams.bus.journal.JournalEvents;
import org.threadedstreams.bus.journal.JournalSettings;
import org.threadedstreams.bus.journal.JournalSettings.Kind;
import org.threadedstreams.bus.journal.Journals;
import org.threadedstreams.bus.journal.MemoryJournal;

/**
 * A stream's journal, kept as configured; and the place where the stream runs, which follows from it: who waits for a disk
 * must not do so on a thread that serves others.
 *
 * <p>Used from the stream's mailbox only; {@link #now} and {@link #stalledMillis} are safe from any thread.
 */
final class StreamJournal {

    private final String stream;
    private final Journals journals;
    private final Mailbox mailbox;
    private final JournalEvents events;
    private @Nullable JournalSettings settings;
    private volatile Journal journal = new MemoryJournal(0);
    private volatile @Nullable DiskThreads threads;

    StreamJournal(String stream, Journals journals, Mailbox mailbox, JournalEvents events) {
        this.stream = stream;
        this.journals = journals;
        this.mailbox = mailbox;
        this.events = events;
    }

    Journal now() {
        return journal;
    }

    /** Has the mailbox run where such a journal needs it; whether it does already. */
    boolean settle(JournalSettings wanted) {
        boolean disk = wanted.kind() == Kind.DISK;
        if (disk == (threads != null)) {
            return true;
        }
        threads = disk ? journals.threads(stream) : null;
        mailbox.runOn(threads);
        return false;
    }

    /**
     * Keeps the journal like that from now on. Another kind is another journal; the latest errors go along.
     *
     * @return whether it is another one
     */
    boolean adopt(JournalSettings wanted) {
        JournalSettings before = settings;
        settings = wanted;
        if (wanted.equals(before)) {
            return false;
        }
        if (before != null && before.kind() == wanted.kind()) {
            journal.configure(wanted);
            return false;
        }
        replace(
                wanted.kind() == Kind.DISK
                        ? journals.open(stream, wanted, mailbox, events)
                        : new MemoryJournal(wanted.maxBytes()));
        return true;
    }

    private void replace(Journal next) {
        Journal before = journal;
        before.errors().forEach(next::keepError);
        journal = next;
        before.close();
    }

    /** How long it has been waiting for its disk; 0 if it is not. */
    long stalledMillis() {
        DiskThreads waiting = threads;
        return waiting == null ? 0 : waiting.stalledMillis();
    }
}
