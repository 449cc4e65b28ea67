package org.threadedstreams.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;
import org.threadedstreams.api.StreamException;

/**
 * What {@link ThreadedStream#readUntil} found. Offsets count the stream's bytes. Immutable, safe from any thread.
 */
@ProviderType
public interface Found {

    /** Which of several targets it was, from 0. */
    int which();

    /** Where the reading began: the offset of the first byte of what came before. */
    long from();

    /** The offset of the match's first byte. */
    long start();

    /** The offset behind its last byte, where the handle reads on. */
    long end();

    /** The match, with the handle's charset; what is malformed there becomes a replacement character. */
    String text();

    /** The match. A copy. */
    byte[] bytes();

    /** What came before the match, as text. As {@link #beforeBytes}. */
    String before() throws StreamException;

    /**
     * What came before the match. A copy. If it was so much that the handle did not keep it (over 1 MiB), it is fetched
     * anew, which blocks.
     *
     * @throws StreamGapException if the journal no longer has all of it
     * @throws StreamException {@code REFUSED} if it has more than 64 MiB: go back to it by {@link #from}; otherwise as
     *     the handle's reads
     */
    byte[] beforeBytes() throws StreamException;

    /** The pattern's groups, the whole match first. Empty for a literal. */
    List<Group> groups();

    /**
     * A group of a pattern.
     *
     * @param text what it matched, null if it took no part
     * @param start the offset of its first byte, -1 if it took no part
     * @param end the offset behind its last byte, -1 if it took no part
     */
    record Group(@Nullable String text, long start, long end) {}
}
