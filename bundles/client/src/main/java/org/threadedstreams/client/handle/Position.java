package org.threadedstreams.client.handle;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Gap;

/** Where a cursor stands, the gap that it comes to behind what is at hand, and how it moves. Under the cursor's lock. */
final class Position {

    private final Inbox inbox;
    private final Horizon horizon;
    private final Changes changes;

    /** The gap behind the inbox's last byte, and the one that was told last. */
    private @Nullable Break gap;

    private @Nullable Gap passed;

    /** Counts the moves of the cursor. */
    private long epoch;
    /** Counts what makes an answer that is on its way useless. */
    private long generation;

    Position(Inbox inbox, Horizon horizon, Changes changes) {
        this.inbox = inbox;
        this.horizon = horizon;
        this.changes = changes;
    }

    long epoch() {
        return epoch;
    }

    long generation() {
        return generation;
    }

    @Nullable
    Break gap() {
        return gap;
    }

    /** What is unread and here. */
    Unread unread() {
        return new Scan(inbox, epoch).unread(inbox.end());
    }

    // Bytes that come.

    /** Whether bytes from there on follow what is at hand, or are part of it. */
    boolean takes(long offset) {
        return gap == null && inbox.hasRoom() && offset <= inbox.end();
    }

    /** Takes what is new of bytes that begin at an offset. */
    void append(ByteBuffer bytes, long offset) {
        long skip = inbox.end() - offset;
        if (skip < bytes.remaining()) {
            ByteBuffer rest = bytes.duplicate();
            rest.position(rest.position() + (int) skip);
            rest.limit(rest.position() + Math.min(rest.remaining(), Addresses.MAX_CHUNK_BYTES));
            inbox.append(rest);
        }
    }

    // Gaps.

    /** The gap that an answer begins with, if it is not the one that has been told. */
    @Nullable
    Break breakAt(Fetched reply) {
        Gap told = reply.gap();
        if (told != null) {
            return hasPassed(told) ? null : new Break(told, reply.offset());
        }
        long missing = reply.offset() - inbox.end();
        return missing <= 0
                ? null
                : new Break(new Gap(inbox.end(), missing, "no cause was told", Gap.Kind.HOLE), reply.offset());
    }

    boolean hasPassed(Gap told) {
        return told.equals(passed);
    }

    void comesTo(Break found) {
        if (found.gap().at() < inbox.end()) {
            // Published chunks were quicker than the word of the gap: what is not consumed yet is fetched anew.
            boolean late = found.gap().at() < inbox.start();
            suspect(inbox.end());
            gap = late ? new Break(found.gap(), inbox.start()) : null;
        } else {
            gap = found;
        }
    }

    /** There is a gap up to that offset, which published chunks do not show: everything from the cursor on is fetched. */
    void suspect(long to) {
        restart(inbox.start());
        horizon.suspect(to);
    }

    /** Goes behind a gap, which is told that way. */
    void pass(Break at) {
        passed = at.gap();
        restart(at.resume());
        changes.tell();
    }

    // Moves.

    /** Stands at the start of the first answer. */
    void begin(Fetched live) {
        inbox.reset(live.offset());
        passed = live.gap();
    }

    /** Offsets count anew. */
    void forget() {
        restart(0);
        passed = null;
    }

    /** Stands at the earliest byte of a new journal; the answer that told of it is of use. */
    void beginAt(long earliest) {
        inbox.reset(earliest);
        epoch++;
    }

    /** The cursor goes ahead, to what was looked at. */
    void consumeTo(long offset) {
        if (offset <= inbox.end()) {
            inbox.discardTo(offset);
            epoch++;
        } else {
            restart(offset);
        }
        changes.tell();
    }

    /** Goes to an offset up to the furthest that is known. */
    void go(long offset) {
        if (offset >= inbox.start() && offset <= inbox.end()) {
            consumeTo(offset);
        } else {
            passed = null;
            restart(offset);
            horizon.doubt(inbox.end());
            changes.tell();
        }
    }

    /** Stands where an answer begins, or before the gap that it begins with; what came before the live end is no concern. */
    void stand(Fetched there, boolean live) {
        Gap told = there.gap();
        passed = live ? told : null;
        if (told == null || live) {
            restart(there.offset());
            horizon.doubt(inbox.end());
            append(there.bytes(), there.offset());
        } else {
            restart(Math.min(told.at(), there.offset()));
            gap = new Break(told, there.offset());
            horizon.doubt(inbox.end());
        }
        changes.tell();
    }

    /** The cursor moves to where nothing is at hand. */
    private void restart(long offset) {
        inbox.reset(offset);
        gap = null;
        epoch++;
        generation++;
    }
}
