package org.threadedstreams.client.handle;

import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Gap;

/**
 * Fetches what is known to be there and is not at hand, one request at a time, and one more for each scan. Under the cursor's
 * lock; answers come on any thread, and take it.
 */
final class Fetching {

    private static final long NOTHING = -1;

    private final Requests requests;
    private final Changes changes;
    private final Ending ending;
    private final JournalWatch journal;
    private final Inbox inbox;
    private final Position position;
    private final Horizon horizon;

    /** The position's generation that an answer is on its way for. */
    private long asking = NOTHING;

    private long failures;
    private @Nullable Throwable failure;

    Fetching(
            Requests requests,
            Changes changes,
            Ending ending,
            JournalWatch journal,
            Inbox inbox,
            Position position,
            Horizon horizon) {
        this.requests = requests;
        this.changes = changes;
        this.ending = ending;
        this.journal = journal;
        this.inbox = inbox;
        this.position = position;
        this.horizon = horizon;
    }

    /** Whether there may be something at an offset that is not at hand. */
    boolean lacks(long offset) {
        return horizon.known() > offset || horizon.unverified() || journal.anew();
    }

    /** How many requests have failed. */
    long failed() {
        return failures;
    }

    /** Why the last one failed, unless one has succeeded since or it was told. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** The failure was told. */
    void forgive() {
        failure = null;
    }

    /** Fetches what follows the inbox. Returns at once. */
    void demand() {
        long asked = position.generation();
        if (asking == asked || position.gap() != null || ending.over() || !inbox.hasRoom()) {
            return;
        }
        asking = asked;
        long from = inbox.end();
        requests.fetch(journal.anew() ? "earliest" : (Object) from)
                .whenComplete((reply, thrown) -> fetched(asked, from, reply, thrown));
    }

    /** Fetches what follows a scan. Returns at once. */
    void demand(Scan scan) {
        if (scan.asking || ending.over()) {
            return;
        }
        scan.asking = true;
        long from = scan.position();
        requests.fetch(from).whenComplete((reply, thrown) -> fetched(scan, from, reply, thrown));
    }

    private void fetched(long asked, long from, @Nullable Fetched reply, @Nullable Throwable thrown) {
        changes.lock.lock();
        try {
            if (asked == position.generation()) {
                asking = NOTHING;
                if (reply == null) {
                    failed(thrown);
                } else if (journal.onScale(reply.journal()) && asked == position.generation()) {
                    take(from, reply);
                }
                changes.tell();
            }
        } finally {
            changes.lock.unlock();
        }
    }

    private void take(long from, Fetched reply) {
        failure = null;
        if (journal.anew()) {
            journal.begunAt(reply.offset());
        }
        horizon.reaches(reply.end());
        Break found = position.breakAt(reply);
        if (found != null) {
            position.comesTo(found);
            return;
        }
        horizon.verify(from, reply.next());
        position.append(reply.bytes(), reply.offset());
    }

    private void fetched(Scan scan, long from, @Nullable Fetched reply, @Nullable Throwable thrown) {
        changes.lock.lock();
        try {
            scan.asking = false;
            if (scan.epoch == position.epoch()) {
                arrived(scan, from, reply, thrown);
            }
            changes.tell();
        } finally {
            changes.lock.unlock();
        }
    }

    private void arrived(Scan scan, long from, @Nullable Fetched reply, @Nullable Throwable thrown) {
        if (reply == null) {
            failed(thrown);
        } else if (journal.onScale(reply.journal()) && scan.epoch == position.epoch()) {
            failure = null;
            horizon.reaches(reply.end());
            Gap told = reply.gap();
            if (told != null && !position.hasPassed(told)) {
                scan.gap = new Break(told, reply.offset());
            } else {
                horizon.verify(from, reply.next());
                scan.arrived(reply.bytes().slice());
            }
        }
    }

    private void failed(@Nullable Throwable thrown) {
        Throwable cause = Failures.unwrapped(thrown);
        if (cause instanceof StreamException refused && refused.code() == StreamCode.REFUSED && !journal.anew()) {
            // Beyond the end: what was read is not of this journal, whatever it is called.
            journal.beginAnew();
        } else {
            failures++;
            failure = cause;
        }
    }
}
