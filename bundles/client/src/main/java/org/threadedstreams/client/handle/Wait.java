package org.threadedstreams.client.handle;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.client.StreamInterruptedException;
import org.threadedstreams.client.StreamTimeoutException;
import org.threadedstreams.client.search.PatternOverflowException;
import org.threadedstreams.client.search.SearchTimeoutException;

/**
 * One thread's wait at a cursor. It looks for what it seeks without the cursor's lock, and consumes only if nobody has moved
 * the cursor meanwhile; otherwise it looks anew.
 *
 * @param <T> what is waited for
 */
final class Wait<T> {

    /** Nothing is lost on a bus in order; should something be all the same, it is fetched after that long. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** The least time that a match gets, so that what is at hand is looked at in any case. */
    private static final long LEAST_MATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Cursor cursor;
    private final Seeker<T> seeker;
    private final Duration timeout;
    private final boolean across;
    private final long deadline;
    private final long matchDeadline;

    private Scan scan;
    private final long endsSeen;
    private final long journalsSeen;
    private long failuresSeen;

    private Wait(Cursor cursor, Seeker<T> seeker, Duration timeout, boolean across) {
        this.cursor = cursor;
        this.seeker = seeker;
        this.timeout = timeout;
        this.across = across;
        long now = System.nanoTime();
        deadline = now + nanos(timeout);
        matchDeadline = now + Math.max(nanos(timeout), LEAST_MATCH_NANOS);
        endsSeen = cursor.sessions.behind(cursor.inbox.start());
        journalsSeen = cursor.journals();
        failuresSeen = cursor.failedFetches();
        scan = begin();
    }

    /** A duration that can be added to {@link System#nanoTime}. */
    static long nanos(Duration duration) {
        Duration most = Duration.ofDays(36_500);
        return Math.max(0, (duration.compareTo(most) < 0 ? duration : most).toNanos());
    }

    /** Waits, and consumes what was found. */
    static <T> T run(Cursor cursor, Seeker<T> seeker, Duration timeout, boolean across) throws StreamException {
        cursor.checkThread();
        cursor.lock.lock();
        try {
            Wait<T> wait = new Wait<>(cursor, seeker, timeout, across);
            while (!wait.step()) {}
            T taken = seeker.take(wait.scan);
            cursor.consumeTo(seeker.consumesTo());
            return taken;
        } finally {
            cursor.lock.unlock();
        }
    }

    private Scan begin() {
        Scan fresh = new Scan(cursor.inbox, cursor.epoch());
        seeker.begin(fresh.position());
        return fresh;
    }

    /** Looks at what is there, or waits for something. Returns whether it is found. */
    private boolean step() throws StreamException {
        checkCursor();
        SessionEnd end = across ? null : cursor.sessions.endAfter(endsSeen);
        ByteBuffer bytes = scan.next(end == null ? Long.MAX_VALUE : end.offset());
        if (bytes.hasRemaining()) {
            return look(bytes);
        }
        if (end != null && scan.position() >= end.offset()) {
            return ended(end);
        }
        checkGap();
        if (cursor.over()) {
            throw cursor.overFailure(unread());
        }
        checkFetching();
        if (System.nanoTime() - deadline(deadline) >= 0) {
            throw timedOut();
        }
        pause(end);
        return false;
    }

    private void checkCursor() throws StreamException {
        if (cursor.closed()) {
            throw cursor.overFailure(unread());
        }
        if (cursor.takeAnew() || cursor.journals() != journalsSeen) {
            throw cursor.anewFailure();
        }
        if (scan.epoch != cursor.epoch()) {
            scan = begin();
        }
    }

    private boolean look(ByteBuffer bytes) throws StreamException {
        Scan looking = scan;
        boolean found = unlocked(() -> seeker.feed(bytes.slice(), deadline(matchDeadline)));
        if (cursor.closed() || looking.epoch != cursor.epoch()) {
            return false;
        }
        looking.looked(bytes, seeker.needed());
        return found;
    }

    /** The session is over, and all of its bytes have been looked at. */
    private boolean ended(SessionEnd end) throws StreamException {
        long now = System.nanoTime();
        long grace = Math.min(end.graceNanos(now), deadline - now);
        if (grace > 0) {
            await(cursor.changes(), grace);
            return false;
        }
        Scan looking = scan;
        boolean found = unlocked(() -> seeker.end(matchDeadline));
        if (looking.epoch != cursor.epoch()) {
            return false;
        }
        if (!found) {
            cursor.sessions.tell(endsSeen);
            throw cursor.failure(
                    end.code(),
                    "session " + end.session() + " of " + cursor.stream + " ended: " + end.message(),
                    scan.unread(scan.position()),
                    end.unsent());
        }
        return true;
    }

    private interface Looking {
        boolean look() throws SearchTimeoutException, StreamException;
    }

    private boolean unlocked(Looking looking) throws StreamException {
        cursor.lock.unlock();
        boolean late = false;
        String refused = "";
        try {
            return looking.look();
        } catch (SearchTimeoutException e) {
            late = true;
        } catch (PatternOverflowException e) {
            refused = String.valueOf(e.getMessage());
        } finally {
            cursor.lock.lock();
        }
        if (late && !cursor.closed()) {
            throw timedOut();
        }
        if (!refused.isEmpty()) {
            throw cursor.failure(StreamCode.REFUSED, refused, unread(), Unsent.NONE);
        }
        return false;
    }

    private void checkGap() throws StreamException {
        Break inScan = scan.gap;
        if (inScan != null) {
            throw cursor.pass(inScan, scan.unread(scan.position()));
        }
        Break behind = cursor.gap();
        if (behind != null && scan.position() >= cursor.inbox.end()) {
            throw cursor.pass(behind, unread());
        }
    }

    private void checkFetching() throws StreamException {
        if (cursor.failedFetches() != failuresSeen) {
            StreamException told = cursor.fetchFailure(unread());
            if (told != null) {
                throw told;
            }
            failuresSeen = cursor.failedFetches();
        }
    }

    /** Has fetched what is known to be there, and waits until something has come. */
    private void pause(@Nullable SessionEnd end) throws StreamException {
        // An answer may be there before the request returns.
        long seen = cursor.changes();
        if (cursor.lacks(scan.position()) || end != null) {
            demand();
        }
        long left = deadline(deadline) - System.nanoTime();
        if (!await(seen, Math.min(left, PATIENCE_NANOS)) && left > PATIENCE_NANOS) {
            demand();
        }
    }

    private void demand() {
        if (scan.beyond()) {
            cursor.demand(scan);
        } else {
            cursor.demand();
        }
    }

    /** Whether something may have come. */
    private boolean await(long seen, long nanos) throws StreamException {
        try {
            return cursor.await(seen, nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Unread unread = unread();
            throw new StreamInterruptedException(
                    StreamCode.READ_FAILED,
                    Payload.message("interrupted while " + seeker.what() + " was waited for", unread, cursor.charset),
                    unread,
                    Unsent.NONE);
        }
    }

    private long deadline(long overall) {
        return seeker.deadline(overall);
    }

    private StreamTimeoutException timedOut() {
        Unread unread = unread();
        return new StreamTimeoutException(
                Payload.message(
                        seeker.what() + " did not come to " + cursor.stream + " within " + text(timeout),
                        unread,
                        cursor.charset),
                unread);
    }

    private static String text(Duration timeout) {
        return timeout.toMillis() % 1000 == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
    }

    /** What is unread now, as far as it is here. */
    private Unread unread() {
        return scan.epoch == cursor.epoch()
                ? scan.unread(Math.max(scan.position(), cursor.inbox.end()))
                : cursor.unread();
    }
}
