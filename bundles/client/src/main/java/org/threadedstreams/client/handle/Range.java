package org.threadedstreams.client.handle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.Gap;
import org.threadedstreams.client.Place;
import org.threadedstreams.client.StreamGapException;

/** Bytes that were read once and are wanted again. Used by one thread, which blocks. */
final class Range {

    private static final long MOST_BYTES = 64 * 1024 * 1024;

    private final Cursor cursor;
    private final String journal;
    private final long from;
    private final long to;

    Range(Cursor cursor, String journal, long from, long to) {
        this.cursor = cursor;
        this.journal = journal;
        this.from = from;
        this.to = to;
    }

    byte[] fetch() throws StreamException {
        if (to - from > MOST_BYTES) {
            throw new StreamException(
                    StreamCode.REFUSED,
                    "what came before has " + (to - from) + " bytes, of which at most " + MOST_BYTES
                            + " are given at once; go back to offset " + from + " and read it in parts");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) (to - from));
        while (from + bytes.size() < to) {
            append(bytes);
        }
        return bytes.toByteArray();
    }

    private void append(ByteArrayOutputStream bytes) throws StreamException {
        long at = from + bytes.size();
        Fetched reply = cursor.ask(at);
        if (!cursor.takes(reply.journal())) {
            throw new StreamException(
                    StreamCode.JOURNAL_FAILED,
                    "what came before was in journal " + journal + ", which was replaced by " + reply.journal());
        }
        Gap gap = reply.gap();
        if (reply.offset() > at) {
            Break hole = new Break(
                    gap == null ? new Gap(at, reply.offset() - at, "no cause was told", Gap.Kind.HOLE) : gap,
                    reply.offset());
            throw new StreamGapException(
                    "of what came before " + hole.text(), hole.gap(), new Place(journal, from), Unread.NONE);
        }
        ByteBuffer piece = reply.bytes().duplicate();
        if (!piece.hasRemaining()) {
            throw new StreamException(
                    StreamCode.JOURNAL_FAILED,
                    "the journal ends at " + reply.end() + ", before what was read",
                    Unread.NONE,
                    Unsent.NONE);
        }
        byte[] taken = new byte[(int) Math.min(piece.remaining(), to - at)];
        piece.get(taken);
        bytes.writeBytes(taken);
    }
}
