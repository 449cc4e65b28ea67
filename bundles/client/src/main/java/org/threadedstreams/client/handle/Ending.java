package org.threadedstreams.client.handle;

import org.jspecify.annotations.Nullable;

/** Whether a cursor is over, and why: the first reason stays. Under the cursor's lock. */
final class Ending {

    private boolean closed;
    private @Nullable String over;

    /**
     * No more is fetched.
     *
     * @param wanted whether somebody closed it, so that what is at hand is not given any more either
     */
    void end(String why, boolean wanted) {
        over = over == null ? why : over;
        closed |= wanted;
    }

    boolean closed() {
        return closed;
    }

    boolean over() {
        return over != null;
    }

    String why() {
        return String.valueOf(over);
    }
}
