package org.threadedstreams.client.handle;

/**
 * How far the journal is known to reach, and up to where gaps may lie that published chunks do not show. Under the cursor's
 * lock.
 */
final class Horizon {

    /** The furthest offset that was told of. */
    private long known;
    /** How many gaps the journal had when it was last said. */
    private long gaps;
    /** Whether published chunks are not taken until all up to {@link #unverifiedTo} has been fetched. */
    private boolean unverified;

    private long unverifiedTo;

    void begin(long end, boolean doubtful) {
        known = end;
        unverified = doubtful;
        unverifiedTo = end;
    }

    /** The journal is another one, of which nothing is known. */
    void forget() {
        known = 0;
        unverified = false;
        unverifiedTo = 0;
    }

    void reaches(long offset) {
        known = Math.max(known, offset);
    }

    long known() {
        return known;
    }

    boolean unverified() {
        return unverified;
    }

    /** How many gaps the journal has. Returns whether that is news. */
    boolean counts(long told) {
        boolean news = gaps != told;
        gaps = told;
        return news;
    }

    /** There is a gap up to that offset. */
    void suspect(long to) {
        unverified = true;
        unverifiedTo = Math.max(unverifiedTo, to);
    }

    /** The cursor has moved, with nothing at hand behind that offset: a gap may lie ahead that was told before. */
    void doubt(long from) {
        unverified |= from < known;
        unverifiedTo = Math.max(unverifiedTo, known);
    }

    /** All from an offset up to the next one has been fetched. */
    void verify(long from, long next) {
        if (from >= unverifiedTo || next > unverifiedTo) {
            unverified = false;
        }
    }
}
