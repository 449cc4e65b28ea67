package org.threadedstreams.bus.model;

/** One session of the model. */
final class ModelSession {

    final long number;
    /** The input's offset at its beginning, and after its last byte. */
    final long from;

    final boolean lines;
    /** How many bytes of output its transport took. */
    long taken;
    /** Whether its process was killed, so that nobody ended its last line. */
    boolean killed;

    ModelSession(long number, long from, boolean lines) {
        this.number = number;
        this.from = from;
        this.lines = lines;
    }
}
