package org.threadedstreams.faults.content;

/** An invariant does not hold. */
public final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long lost;

    /**
     * @param lost how many bytes are lost by it, as far as can be told; 0 where none is
     */
    public Violation(long lost, String message) {
        super(message);
        this.lost = lost;
    }

    public Violation(String message) {
        this(0, message);
    }

    public long lost() {
        return lost;
    }
}
