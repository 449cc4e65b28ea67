package org.threadedstreams.client.handle;

import java.nio.charset.Charset;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.client.Place;
import org.threadedstreams.client.StreamGapException;

/**
 * Where a handle stands in its stream's journal, and what it knows of what follows. The journal is the truth: a published
 * chunk is taken if it follows directly and there is room; everything else is fetched by offset, when somebody asks for it.
 *
 * <p>Each part has one idea: {@link Published} what the gateway tells, {@link JournalWatch} whether it is still the same
 * journal, {@link Horizon} what lies ahead, {@link Position} where the cursor stands, {@link Fetching} what it fetches,
 * {@link Ready} what is at hand, {@link Moves} where its user takes it, {@link Failures} how all that is told.
 *
 * <p>Safe from any thread. One lock guards all of it, held for moments only: never over a wait for the gateway, nor while
 * something is looked for.
 */
final class Cursor {

    final String stream;
    final Charset charset;
    final Inbox inbox = new Inbox(0);
    final SessionWatch sessions = new SessionWatch();
    final Pending pending = new Pending();
    final Failures failures;
    final Moves moves;

    private final Changes changes = new Changes();
    final ReentrantLock lock = changes.lock;
    private final Ending ending = new Ending();
    private final Horizon horizon = new Horizon();
    private final Position position = new Position(inbox, horizon, changes);
    private final JournalWatch journal = new JournalWatch(position, horizon, sessions);
    private final Published published = new Published(changes, journal, sessions, position, horizon);
    private final Requests requests;
    private final Fetching fetching;
    private final Ready ready;

    Cursor(Port port, String stream, Charset charset) {
        this.stream = stream;
        this.charset = charset;
        failures = new Failures(stream, charset);
        moves = new Moves(this, journal, position, horizon);
        requests = new Requests(port, stream);
        fetching = new Fetching(requests, changes, ending, journal, inbox, position, horizon);
        ready = new Ready(this, fetching);
    }

    // What the gateway tells; for threads that do not have the lock.

    /** Stands at the start of that answer, and knows the state that was listed, unless a newer one has come. */
    void begin(Fetched live, @Nullable Shape state) {
        published.begin(live, state);
    }

    void read(PortMessage message) {
        published.read(message);
    }

    void state(PortMessage message) {
        published.state(message);
    }

    void error(PortMessage message) {
        published.error(message);
    }

    /** There is no gateway any more. */
    void lost(String why) {
        end("the gateway is gone: " + why + "; connect again, and attach from where this one stood", false);
    }

    void close(String why) {
        end(why, true);
    }

    private void end(String why, boolean wanted) {
        lock.lock();
        try {
            ending.end(why, wanted);
            changes.tell();
        } finally {
            lock.unlock();
        }
    }

    // What a wait asks, under the lock.

    /** Counts what has happened. */
    long changes() {
        return changes.count();
    }

    /** Waits until something has happened since then. Returns whether something may have. */
    boolean await(long seen, long nanos) throws InterruptedException {
        return changes.await(seen, nanos);
    }

    /** Counts the moves of the cursor. */
    long epoch() {
        return position.epoch();
    }

    /** Counts the journals that have replaced another. */
    long journals() {
        return journal.count();
    }

    /** The id. */
    String journal() {
        return journal.id();
    }

    /** Counts the requests that have failed. */
    long failedFetches() {
        return fetching.failed();
    }

    boolean closed() {
        return ending.closed();
    }

    boolean over() {
        return ending.over();
    }

    @Nullable
    Break gap() {
        return position.gap();
    }

    /** What is unread and here. */
    Unread unread() {
        return position.unread();
    }

    /** Whether there may be something at an offset that is not at hand. */
    boolean lacks(long offset) {
        return fetching.lacks(offset);
    }

    /** Fetches what follows the inbox. Returns at once. */
    void demand() {
        fetching.demand();
    }

    /** Fetches what follows a scan. Returns at once. */
    void demand(Scan scan) {
        fetching.demand(scan);
    }

    /** Whether a new journal has yet to be told; that it will be now. */
    boolean takeAnew() {
        return journal.takeUntold();
    }

    /** The cursor goes ahead, to what was looked at. */
    void consumeTo(long offset) {
        position.consumeTo(offset);
    }

    /** Goes behind a gap, which is told that way. */
    StreamGapException pass(Break at, Unread unread) {
        StreamGapException told = failures.gap(at, new Place(journal.id(), inbox.start()), unread);
        position.pass(at);
        return told;
    }

    StreamException failure(StreamCode code, String what, Unread unread, Unsent unsent) {
        return failures.failure(code, what, unread, unsent);
    }

    StreamException overFailure(Unread unread) {
        return failures.over(ending.why(), unread);
    }

    StreamException anewFailure() {
        return failures.newJournal(journal.id(), inbox.start());
    }

    /** Why fetching failed, or null if that may be tried again. */
    @Nullable
    StreamException fetchFailure(Unread unread) {
        return failures.fetch(fetching.failure(), inbox.end(), unread);
    }

    // For threads that do not have the lock.

    /** The bytes that are ready. */
    byte[] ready(int max, boolean consume) throws StreamException {
        return ready.bytes(max, consume);
    }

    /** How many bytes are ready. */
    int count() throws StreamException {
        return ready.count();
    }

    void checkThread() {
        requests.checkThread();
    }

    void checkOpen() throws StreamException {
        lock.lock();
        try {
            if (over()) {
                throw overFailure(unread());
            }
        } finally {
            lock.unlock();
        }
    }

    Unread unreadNow() {
        lock.lock();
        try {
            return unread();
        } finally {
            lock.unlock();
        }
    }

    String journalNow() {
        lock.lock();
        try {
            return journal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether an id is of the journal that there is now. */
    boolean takes(String id) {
        lock.lock();
        try {
            return journal.onScale(id) && journal.takes(id);
        } finally {
            lock.unlock();
        }
    }

    /** Fetches, and waits for it. */
    Fetched ask(Object from) throws StreamException {
        checkThread();
        checkOpen();
        try {
            return requests.await(from, pending);
        } catch (ExecutionException | TimeoutException e) {
            throw Failures.unanswered(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failures.interrupted("interrupted while the gateway was asked", unreadNow());
        }
    }
}
