package org.threadedstreams.client.handle;

import org.threadedstreams.api.StreamException;

/** What is at hand, for those that do not wait. Safe from any thread: takes the cursor's lock. */
final class Ready {

    private final Cursor cursor;
    private final Fetching fetching;

    Ready(Cursor cursor, Fetching fetching) {
        this.cursor = cursor;
        this.fetching = fetching;
    }

    /** How many bytes are ready. */
    int count() throws StreamException {
        cursor.lock.lock();
        try {
            bytes(0, false);
            return cursor.inbox.size();
        } finally {
            cursor.lock.unlock();
        }
    }

    /**
     * The bytes that are ready.
     *
     * @throws StreamException if there are none, and there is a reason
     */
    byte[] bytes(int max, boolean consume) throws StreamException {
        cursor.lock.lock();
        try {
            check();
            Inbox inbox = cursor.inbox;
            long to = inbox.start() + Math.min(max, inbox.size());
            byte[] bytes = inbox.copy(inbox.start(), to);
            if (consume && bytes.length > 0) {
                cursor.consumeTo(to);
            }
            if (fetching.lacks(inbox.end())) {
                fetching.demand();
            }
            return bytes;
        } finally {
            cursor.lock.unlock();
        }
    }

    private void check() throws StreamException {
        if (cursor.closed()) {
            throw cursor.overFailure(cursor.unread());
        }
        if (cursor.takeAnew()) {
            throw cursor.anewFailure();
        }
        if (cursor.inbox.size() == 0) {
            checkEmpty();
        }
    }

    private void checkEmpty() throws StreamException {
        Break behind = cursor.gap();
        if (behind != null) {
            throw cursor.pass(behind, cursor.unread());
        }
        if (cursor.over()) {
            throw cursor.overFailure(cursor.unread());
        }
        StreamException told = cursor.fetchFailure(cursor.unread());
        if (told != null) {
            fetching.forgive();
            throw told;
        }
    }
}
