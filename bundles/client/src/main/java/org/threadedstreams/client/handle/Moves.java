package org.threadedstreams.client.handle;

import org.threadedstreams.api.StreamException;
import org.threadedstreams.client.Mark;
import org.threadedstreams.client.Place;

/** Where a user takes a cursor: marks, offsets and named places. Safe from any thread: takes the cursor's lock. */
final class Moves {

    private final Cursor cursor;
    private final JournalWatch journal;
    private final Position position;
    private final Horizon horizon;

    Moves(Cursor cursor, JournalWatch journal, Position position, Horizon horizon) {
        this.cursor = cursor;
        this.journal = journal;
        this.position = position;
        this.horizon = horizon;
    }

    Place mark() throws StreamException {
        cursor.checkOpen();
        cursor.lock.lock();
        try {
            return new Place(journal.id(), cursor.inbox.start());
        } finally {
            cursor.lock.unlock();
        }
    }

    void goTo(Mark mark) throws StreamException {
        cursor.checkOpen();
        cursor.lock.lock();
        try {
            if (!journal.takes(mark.journal())) {
                throw cursor.failures.otherJournal(mark, journal.id(), position.unread());
            }
            position.go(mark.input());
        } finally {
            cursor.lock.unlock();
        }
    }

    void goTo(long offset) throws StreamException {
        if (offset < 0) {
            throw new IllegalArgumentException("an offset is not negative: " + offset);
        }
        cursor.checkOpen();
        cursor.lock.lock();
        try {
            if (offset <= horizon.known() && !journal.anew()) {
                position.go(offset);
                return;
            }
        } finally {
            cursor.lock.unlock();
        }
        goTo(Long.toString(offset));
    }

    void goTo(String from) throws StreamException {
        Fetched there = cursor.ask(from);
        cursor.lock.lock();
        try {
            journal.onScale(there.journal());
            journal.accept();
            horizon.reaches(there.end());
            position.stand(there, from.equals("latest"));
        } finally {
            cursor.lock.unlock();
        }
    }
}
