package org.threadedstreams.api;

/** A write that a transport could not finish. The session ends with it. */
public final class WriteFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final int taken;
    private final boolean doubtful;

    /**
     * Whether the bytes after the taken ones left is in doubt.
     *
     * @param taken how many bytes of the piece the operating system surely took
     */
    public WriteFailure(int taken, String message) {
        this(taken, true, message);
    }

    private WriteFailure(int taken, boolean doubtful, String message) {
        super(message);
        this.taken = taken;
        this.doubtful = doubtful;
    }

    /** A piece of which surely nothing left, because the connection was over before it was offered. */
    public static WriteFailure notOffered(String message) {
        return new WriteFailure(0, false, message);
    }

    /** How many bytes of the piece the operating system surely took. */
    public int taken() {
        return taken;
    }

    /** Whether some of the bytes after the taken ones may have left. */
    public boolean doubtful() {
        return doubtful;
    }
}
