package org.threadedstreams.bus.journal;

/** Is told what becomes of a journal on disk, within calls of the journal's own. */
public interface JournalEvents {

    /** From now on it is kept in memory. */
    void failed(String message);

    /** It is on disk again, with all that memory still had. */
    void recovered(String message);
}
