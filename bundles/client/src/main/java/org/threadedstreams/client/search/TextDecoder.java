package org.threadedstreams.client.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.Arrays;

/**
 * Decodes bytes that come in chunks, and notes how many bytes each character took. The beginning of a character waits for its rest; each
 * byte that belongs to none becomes U+FFFD. One thread at a time.
 *
 * <p>Where the characters alone tell how many bytes they took, many are decoded at once: in UTF-8, and where each byte is a character.
 */
final class TextDecoder {
    private static final char MALFORMED = '\ufffd';
    /** Enough to complete any character with. */
    private static final int SIP = 32;

    private final CharsetDecoder decoder;
    private final boolean plain;
    private final Text text;
    private byte[] waiting = {};
    /** Bytes that stand for no character themselves, such as a byte order mark or a shift: they belong to the next one. */
    private int prefix;

    TextDecoder(Charset charset, Text text) {
        this.decoder = charset.newDecoder();
        this.plain = charset.equals(UTF_8) || oneByteEach(charset);
        this.text = text;
    }

    /** Decodes what follows; the buffer is used up. */
    void decode(ByteBuffer bytes) {
        ByteBuffer from = waiting.length == 0 ? bytes : complete(bytes);
        decode(from, false);
        waiting = new byte[from.remaining()];
        from.get(waiting);
    }

    /** No more will come: what waits is malformed. */
    void end() {
        decode(ByteBuffer.wrap(waiting), true);
        CharBuffer room = text.room(SIP);
        int start = room.position();
        decoder.flush(room);
        note(room.position() - start, 0);
    }

    /** Decodes what waits with the first bytes of what follows; returns where to go on. */
    private ByteBuffer complete(ByteBuffer bytes) {
        int sip = Math.min(SIP, bytes.remaining());
        byte[] both = Arrays.copyOf(waiting, waiting.length + sip);
        bytes.duplicate().get(both, waiting.length, sip);
        ByteBuffer joined = ByteBuffer.wrap(both);
        decode(joined, false);
        int used = joined.position() - waiting.length;
        return used < 0 ? joined : bytes.position(bytes.position() + used);
    }

    private void decode(ByteBuffer bytes, boolean ended) {
        CoderResult result;
        do {
            result = plain ? many(bytes, ended) : one(bytes, ended);
            if (result.isError()) {
                replace(bytes, result.length());
            }
        } while (!result.isUnderflow());
    }

    private CoderResult many(ByteBuffer bytes, boolean ended) {
        CharBuffer room = text.room(bytes.remaining());
        int start = room.position();
        int from = bytes.position();
        CoderResult result = decoder.decode(bytes, room, ended);
        text.decoded(room.position() - start, bytes.position() - from);
        return result;
    }

    /** As little as this charset yields at once. */
    private CoderResult one(ByteBuffer bytes, boolean ended) {
        for (int size = 1; ; size++) {
            CharBuffer room = text.room(size);
            int start = room.position();
            int from = bytes.position();
            CoderResult result = decoder.decode(bytes, room, ended);
            note(room.position() - start, bytes.position() - from);
            if (!result.isOverflow() || room.position() > start) {
                return result;
            }
        }
    }

    private void replace(ByteBuffer bytes, int malformed) {
        for (int i = 0; i < malformed; i++) {
            bytes.get();
            text.room(1).put(MALFORMED);
            note(1, 1);
        }
    }

    private void note(int count, int bytes) {
        prefix += bytes;
        if (count > 0) {
            text.decodedTogether(count, prefix);
            prefix = 0;
        }
    }

    private static boolean oneByteEach(Charset charset) {
        return charset.canEncode()
                && charset.newEncoder().maxBytesPerChar() == 1
                && charset.newDecoder().maxCharsPerByte() == 1;
    }
}
