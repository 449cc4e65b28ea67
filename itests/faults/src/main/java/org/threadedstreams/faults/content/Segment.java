package org.threadedstreams.faults.content;

/**
 * Bytes of one connection as they stand in a journal. Immutable.
 *
 * @param offset of the first byte in the journal
 * @param connection whose bytes; or {@link #UNKNOWN}: it ended within the header that says so
 * @param position of the first byte in what the connection sent
 */
record Segment(long offset, int connection, long position, long length) {

    static final int UNKNOWN = -1;

    long end() {
        return offset + length;
    }

    Segment longer(int bytes) {
        return new Segment(offset, connection, position, length + bytes);
    }
}
