package org.threadedstreams.client.handle;

/** Notices that another journal has replaced the one that was: all that was known is void then. Under the cursor's lock. */
final class JournalWatch {

    private final Position position;
    private final Horizon horizon;
    private final SessionWatch sessions;

    private JournalScale scale = new JournalScale("");
    /** The journal is a new one, whose earliest offset is not known yet; how many there were; and whether it was told. */
    private boolean anew;

    private long count;
    private boolean untold;

    JournalWatch(Position position, Horizon horizon, SessionWatch sessions) {
        this.position = position;
        this.horizon = horizon;
        this.sessions = sessions;
    }

    void begin(String id) {
        scale = new JournalScale(id);
    }

    String id() {
        return scale.id();
    }

    /** How many new journals there were. */
    long count() {
        return count;
    }

    /** Whether a mark that was made under an id is one here. */
    boolean takes(String id) {
        return scale.takes(id);
    }

    /** Whether a message under an id concerns the journal that there is, which may be a new one from here on. */
    boolean onScale(String id) {
        return switch (scale.see(id)) {
            case SAME -> true;
            case FORMER -> false;
            case NEW -> {
                beginAnew();
                yield true;
            }
        };
    }

    /** What was read is not of the journal that there is. */
    void beginAnew() {
        position.forget();
        sessions.forget();
        horizon.forget();
        anew = true;
        untold = true;
        count++;
    }

    boolean anew() {
        return anew;
    }

    /** The earliest offset of a new journal is known. */
    void begunAt(long earliest) {
        anew = false;
        position.beginAt(earliest);
    }

    /** Whether a new journal has yet to be told; that it will be now. */
    boolean takeUntold() {
        boolean told = untold;
        untold = false;
        return told;
    }

    /** Somebody has chosen where to go on, in whatever journal there is. */
    void accept() {
        anew = false;
        untold = false;
    }
}
