package org.threadedstreams.client.handle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.api.bus.Gap;
import org.threadedstreams.client.Mark;
import org.threadedstreams.client.Place;
import org.threadedstreams.client.StreamGapException;
import org.threadedstreams.client.StreamInterruptedException;

/**
 * Where a handle stands in its stream's journal, and what it knows of what follows. The journal is the truth: a published
 * chunk is taken if it follows directly and there is room; everything else is fetched by offset, when somebody asks for it.
 *
 * <p>Safe from any thread. One lock guards all of it, held for moments only: never over a wait for the gateway, nor while
 * something is looked for.
 */
final class Cursor {

    private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(15);
    private static final int MOST_EARLY = 64;

    final String stream;
    final Charset charset;
    final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long changes;
    final Inbox inbox = new Inbox(0);
    final SessionWatch sessions = new SessionWatch();
    final Pending pending = new Pending();
    private final Port port;

    private JournalScale journal = new JournalScale("");
    private boolean begun;
    private boolean stateKnown;
    private final Deque<PortMessage> early = new ArrayDeque<>();

    /** The furthest offset that was told of. */
    private long known;
    /** How many gaps the journal had when it was last said, and whether where the last is has yet to be fetched. */
    private long gaps;

    private boolean unverified;
    private long unverifiedTo;
    /** The gap behind the inbox's last byte, and the one that was told last. */
    private @Nullable Break gap;

    private @Nullable Gap passed;

    /** The journal is a new one, whose earliest offset is not known yet; how many there were; and whether it was told. */
    private boolean anew;

    private long journals;
    private boolean anewUntold;

    /** Counts the moves of the cursor. */
    private long epoch;

    private boolean fetching;
    /** Counts what makes an answer that is on its way useless. */
    private long generation;

    private long failures;
    private @Nullable Throwable failure;

    private boolean closed;
    private @Nullable String over;

    Cursor(Port port, String stream, Charset charset) {
        this.port = port;
        this.stream = stream;
        this.charset = charset;
    }

    private void tell() {
        changes++;
        changed.signalAll();
    }

    /** Counts what has happened; under the lock. */
    long changes() {
        return changes;
    }

    /** Waits until something has happened since then; under the lock. Returns whether something has. */
    boolean await(long seen, long nanos) throws InterruptedException {
        return changes != seen || nanos > 0 && changed.awaitNanos(nanos) > 0;
    }

    // What the gateway tells.

    /** Stands at the start of that answer, and knows the state that was listed, unless a newer one has come. */
    void begin(Fetched live, @Nullable Shape state) {
        lock.lock();
        try {
            journal = new JournalScale(live.journal());
            inbox.reset(live.offset());
            known = live.end();
            passed = live.gap();
            if (state != null && !stateKnown) {
                sessions.state(state);
                gaps = state.number("gaps");
            }
            begun = true;
            unverified = early.size() == MOST_EARLY;
            unverifiedTo = known;
            early.forEach(this::read);
            early.clear();
        } finally {
            lock.unlock();
        }
    }

    /** A chunk, or the empty message of a bridge that has left some out. */
    void read(PortMessage message) {
        ByteBuffer bytes = message.bytes().get();
        long offset = message.number(Addresses.HEADER_OFFSET);
        lock.lock();
        try {
            if (!begun) {
                keepEarly(message);
            } else if (onScale(message.text(Addresses.HEADER_JOURNAL))) {
                sessions.chunk(message.number(Addresses.HEADER_SESSION), offset);
                known = Math.max(known, offset + bytes.remaining());
                if (!unverified && !anew && gap == null && inbox.hasRoom() && offset <= inbox.end()) {
                    append(bytes, offset);
                }
                tell();
            }
        } finally {
            lock.unlock();
        }
    }

    private void keepEarly(PortMessage message) {
        if (early.size() < MOST_EARLY) {
            early.add(message);
        }
    }

    private void append(ByteBuffer bytes, long offset) {
        long skip = inbox.end() - offset;
        if (skip < bytes.remaining()) {
            ByteBuffer rest = bytes.duplicate();
            rest.position(rest.position() + (int) skip);
            rest.limit(rest.position() + Math.min(rest.remaining(), Addresses.MAX_CHUNK_BYTES));
            inbox.append(rest);
        }
    }

    void state(PortMessage message) {
        Shape state = message.shape();
        lock.lock();
        try {
            if (begun && !onScale(state.text("journal"))) {
                return;
            }
            stateKnown = true;
            sessions.state(state);
            if (begun) {
                known = Math.max(known, state.number("end"));
            }
            if (gaps != state.number("gaps")) {
                gaps = state.number("gaps");
                suspect(state.number("end"));
            }
            tell();
        } finally {
            lock.unlock();
        }
    }

    /** There is a gap up to that offset, which published chunks do not show: everything from the cursor on is fetched. */
    private void suspect(long to) {
        if (begun) {
            restart(inbox.start());
            unverified = true;
            unverifiedTo = Math.max(unverifiedTo, to);
        }
    }

    void error(PortMessage message) {
        Shape event = message.shape();
        lock.lock();
        try {
            if (begun && !onScale(event.text("journal"))) {
                return;
            }
            sessions.error(event);
            known = begun ? Math.max(known, event.shape("unread").number("to")) : known;
            tell();
        } finally {
            lock.unlock();
        }
    }

    private boolean onScale(String id) {
        return switch (journal.see(id)) {
            case SAME -> true;
            case FORMER -> false;
            case NEW -> {
                beginAnew();
                yield true;
            }
        };
    }

    private void beginAnew() {
        restart(0);
        sessions.forget();
        anew = true;
        anewUntold = true;
        journals++;
        known = 0;
        unverified = false;
        unverifiedTo = 0;
        passed = null;
    }

    /** The cursor moves to where nothing is at hand. */
    private void restart(long offset) {
        inbox.reset(offset);
        gap = null;
        epoch++;
        generation++;
        fetching = false;
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
            over = over == null ? why : over;
            closed |= wanted;
            tell();
        } finally {
            lock.unlock();
        }
    }

    // Fetching; under the lock.

    /** Whether there may be something at an offset that is not at hand. */
    boolean lacks(long offset) {
        return known > offset || unverified || anew;
    }

    /** Fetches what follows the inbox. Returns at once. */
    void demand() {
        if (fetching || gap != null || over != null || !inbox.hasRoom()) {
            return;
        }
        fetching = true;
        long asked = generation;
        long from = inbox.end();
        fetch(anew ? "earliest" : (Object) from).whenComplete((reply, thrown) -> fetched(asked, from, reply, thrown));
    }

    /** Fetches what follows a scan. Returns at once. */
    void demand(Scan scan) {
        if (scan.asking || over != null) {
            return;
        }
        scan.asking = true;
        long from = scan.position();
        fetch(from).whenComplete((reply, thrown) -> {
            lock.lock();
            try {
                scan.asking = false;
                arrived(scan, from, reply, thrown);
                tell();
            } finally {
                lock.unlock();
            }
        });
    }

    CompletableFuture<Fetched> fetch(Object from) {
        return port.request(
                        Verb.FETCH.of(stream),
                        Map.of("from", from, "max", Addresses.MAX_CHUNK_BYTES),
                        Map.of(),
                        FETCH_TIMEOUT)
                .thenApply(Fetched::of);
    }

    private void fetched(long asked, long from, @Nullable Fetched reply, @Nullable Throwable thrown) {
        lock.lock();
        try {
            if (asked == generation) {
                fetching = false;
                if (reply == null) {
                    failed(thrown);
                } else if (onScale(reply.journal()) && asked == generation) {
                    take(from, reply);
                }
                tell();
            }
        } finally {
            lock.unlock();
        }
    }

    private void take(long from, Fetched reply) {
        failure = null;
        if (anew) {
            anew = false;
            inbox.reset(reply.offset());
            epoch++;
        }
        known = Math.max(known, reply.end());
        Break found = breakAt(reply);
        if (found != null) {
            comesTo(found);
            return;
        }
        if (from >= unverifiedTo || reply.next() > unverifiedTo) {
            unverified = false;
        }
        append(reply.bytes(), reply.offset());
    }

    /** The gap that an answer begins with, if it is not the one that has been told. */
    private @Nullable Break breakAt(Fetched reply) {
        Gap told = reply.gap();
        if (told != null) {
            return told.equals(passed) ? null : new Break(told, reply.offset());
        }
        long missing = reply.offset() - inbox.end();
        return missing <= 0
                ? null
                : new Break(new Gap(inbox.end(), missing, "no cause was told", Gap.Kind.HOLE), reply.offset());
    }

    private void comesTo(Break found) {
        if (found.gap().at() < inbox.end()) {
            // Published chunks were quicker than the word of the gap: what is not consumed yet is fetched anew.
            boolean late = found.gap().at() < inbox.start();
            suspect(inbox.end());
            gap = late ? new Break(found.gap(), inbox.start()) : null;
        } else {
            gap = found;
        }
    }

    private void arrived(Scan scan, long from, @Nullable Fetched reply, @Nullable Throwable thrown) {
        if (scan.epoch != epoch) {
            return;
        }
        if (reply == null) {
            failed(thrown);
        } else if (onScale(reply.journal()) && scan.epoch == epoch) {
            failure = null;
            known = Math.max(known, reply.end());
            if (reply.gap() != null && !reply.gap().equals(passed)) {
                scan.gap = new Break(reply.gap(), reply.offset());
            } else {
                unverified &= from < unverifiedTo && reply.next() <= unverifiedTo;
                scan.arrived(reply.bytes().slice());
            }
        }
    }

    private void failed(@Nullable Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        if (cause instanceof StreamException refused && refused.code() == StreamCode.REFUSED && !anew) {
            // Beyond the end: what was read is not of this journal, whatever it is called.
            beginAnew();
        } else {
            failures++;
            failure = cause;
        }
    }

    // What handles ask.

    long epoch() {
        return epoch;
    }

    long journals() {
        return journals;
    }

    long failures() {
        return failures;
    }

    boolean closed() {
        return closed;
    }

    boolean over() {
        return over != null;
    }

    @Nullable
    Break gap() {
        return gap;
    }

    void checkThread() {
        port.checkThread();
    }

    void checkOpen() throws StreamException {
        lock.lock();
        try {
            if (over != null) {
                throw overFailure(unread());
            }
        } finally {
            lock.unlock();
        }
    }

    StreamException overFailure(Unread unread) {
        return failure(StreamCode.NOT_OPEN, String.valueOf(over), unread, Unsent.NONE);
    }

    StreamException failure(StreamCode code, String what, Unread unread, Unsent unsent) {
        return new StreamException(code, Payload.message(what, unread, charset), unread, unsent);
    }

    /** Why fetching failed, or null if that may be tried again. */
    @Nullable
    StreamException fetchFailure(Unread unread) {
        Throwable cause = failure;
        if (cause == null || cause instanceof TimeoutException) {
            return null;
        }
        String what = "what follows offset " + inbox.end() + " of " + stream + " cannot be fetched: " + text(cause);
        if (cause instanceof StreamException told && told.code() != StreamCode.NO_SUCH_STREAM) {
            return failure(told.code(), what, unread, Unsent.NONE);
        }
        String remedy = cause instanceof IOException ? "" : "; attach again when it is there";
        return failure(StreamCode.NOT_OPEN, what + remedy, unread, Unsent.NONE);
    }

    private static String text(Throwable cause) {
        return cause instanceof StreamException || cause instanceof IOException
                ? String.valueOf(cause.getMessage())
                : cause.toString();
    }

    /** Whether a new journal has yet to be told; that it will be now. */
    boolean takeAnew() {
        boolean untold = anewUntold;
        anewUntold = false;
        return untold;
    }

    StreamException anewFailure() {
        return failure(
                StreamCode.JOURNAL_FAILED,
                stream + " has a new journal, " + journal.id()
                        + ": offsets count anew, and this handle reads on at its earliest byte",
                new Unread(inbox.start(), inbox.start(), new byte[0], false),
                Unsent.NONE);
    }

    /** Goes behind a gap, which is told that way. */
    StreamGapException pass(Break at, Unread unread) {
        Place before = new Place(journal.id(), inbox.start());
        passed = at.gap();
        restart(at.resume());
        tell();
        return new StreamGapException(
                Payload.message("gap in " + stream + ": " + at.text(), unread, charset), at.gap(), before, unread);
    }

    /** What is unread and here. */
    Unread unread() {
        return new Scan(inbox, epoch).unread(inbox.end());
    }

    /** The cursor goes ahead, to what was looked at. */
    void consumeTo(long offset) {
        if (offset <= inbox.end()) {
            inbox.discardTo(offset);
            epoch++;
        } else {
            restart(offset);
        }
        tell();
    }

    /** How many bytes are ready. */
    int count() throws StreamException {
        lock.lock();
        try {
            ready(0, false);
            return inbox.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The bytes that are ready.
     *
     * @throws StreamException if there are none, and there is a reason
     */
    byte[] ready(int max, boolean consume) throws StreamException {
        lock.lock();
        try {
            if (closed) {
                throw overFailure(unread());
            }
            if (takeAnew()) {
                throw anewFailure();
            }
            if (inbox.size() == 0) {
                checkEmpty();
            }
            long to = inbox.start() + Math.min(max, inbox.size());
            byte[] bytes = inbox.copy(inbox.start(), to);
            if (consume && bytes.length > 0) {
                consumeTo(to);
            }
            if (lacks(inbox.end())) {
                demand();
            }
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    private void checkEmpty() throws StreamException {
        if (gap != null) {
            throw pass(gap, unread());
        }
        if (over != null) {
            throw overFailure(unread());
        }
        StreamException told = fetchFailure(unread());
        if (told != null) {
            failure = null;
            throw told;
        }
    }

    // For threads that do not have the lock.

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
            return journal.id();
        } finally {
            lock.unlock();
        }
    }

    /** Whether an id is of the journal that there is now. */
    boolean takes(String id) {
        lock.lock();
        try {
            return onScale(id) && journal.takes(id);
        } finally {
            lock.unlock();
        }
    }

    /** Fetches, and waits for it. */
    Fetched ask(Object from) throws StreamException {
        checkThread();
        checkOpen();
        try {
            return pending.await(fetch(from), FETCH_TIMEOUT.plusSeconds(1));
        } catch (ExecutionException | TimeoutException e) {
            throw askFailure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Unread unread = unreadNow();
            throw new StreamInterruptedException(
                    StreamCode.READ_FAILED,
                    Payload.message("interrupted while the gateway was asked", unread, charset),
                    unread,
                    Unsent.NONE);
        }
    }

    private StreamException askFailure(Exception e) {
        Throwable cause = e instanceof ExecutionException ? unwrapped(e.getCause()) : e;
        if (cause instanceof StreamException told) {
            return told;
        }
        return new StreamException(
                StreamCode.NOT_OPEN,
                cause instanceof TimeoutException
                        ? "the gateway does not answer"
                        : "the gateway is gone: " + cause + "; connect again");
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    // Moving.

    /** The id, under the lock. */
    String journal() {
        return journal.id();
    }

    Place mark() throws StreamException {
        checkOpen();
        lock.lock();
        try {
            return new Place(journal.id(), inbox.start());
        } finally {
            lock.unlock();
        }
    }

    void goTo(Mark mark) throws StreamException {
        checkOpen();
        lock.lock();
        try {
            if (!journal.takes(mark.journal())) {
                throw failure(
                        StreamCode.JOURNAL_FAILED,
                        "the mark was made in journal " + mark.journal() + " and this one is " + journal.id()
                                + ": their offsets do not compare",
                        unread(),
                        Unsent.NONE);
            }
            go(mark.input());
        } finally {
            lock.unlock();
        }
    }

    void goTo(long offset) throws StreamException {
        if (offset < 0) {
            throw new IllegalArgumentException("an offset is not negative: " + offset);
        }
        checkOpen();
        lock.lock();
        try {
            if (offset <= known && !anew) {
                go(offset);
                return;
            }
        } finally {
            lock.unlock();
        }
        goTo(Long.toString(offset));
    }

    /** Under the lock. */
    private void go(long offset) {
        if (offset >= inbox.start() && offset <= inbox.end()) {
            consumeTo(offset);
        } else {
            passed = null;
            restart(offset);
            doubt();
            tell();
        }
    }

    /** A gap may lie ahead that was told before: published chunks are not taken until all up to here has been fetched. */
    private void doubt() {
        unverified |= inbox.end() < known;
        unverifiedTo = Math.max(unverifiedTo, known);
    }

    void goTo(String from) throws StreamException {
        Fetched there = ask(from);
        lock.lock();
        try {
            onScale(there.journal());
            anew = false;
            anewUntold = false;
            known = Math.max(known, there.end());
            stand(there, from.equals("latest"));
            tell();
        } finally {
            lock.unlock();
        }
    }

    /** Stands where an answer begins, or before the gap that it begins with; what came before the live end is no concern. */
    private void stand(Fetched there, boolean live) {
        Gap told = there.gap();
        passed = live ? told : null;
        if (told == null || live) {
            restart(there.offset());
            doubt();
            append(there.bytes(), there.offset());
        } else {
            restart(Math.min(told.at(), there.offset()));
            gap = new Break(told, there.offset());
            doubt();
        }
    }
}
