package org.threadedstreams.api;

import java.util.Optional;

/** What went wrong, and what to do about it. Numbers and names are fixed: they stand in replies on the bus. */
public enum StreamCode {
    /** The connection could not be opened. Read the reason: it has the peer's words. The stream tries again by itself. */
    CONNECT_FAILED(1),
    /** Reading failed. The stream reopens; the payload has the last bytes that came. */
    READ_FAILED(2),
    /** Writing failed. The payload has the bytes that were not sent; decide whether to send them again. */
    WRITE_FAILED(3),
    /** The peer ended the connection in good order. The stream reopens unless {@code reconnect = false}. */
    END_OF_STREAM(4),
    /** The transport's bundle was removed, stopped or is being replaced. Put a bundle back: the stream waits for it. */
    TRANSPORT_GONE(5),
    /** No byte came for {@code idleTimeoutMillis}. Check the peer, or raise the limit. */
    IDLE_TIMEOUT(6),
    /** A write was not handed over by its deadline. The peer does not read; the payload has the unsent bytes. */
    WRITE_TIMEOUT(7),
    /** The write queue is full. Wait for earlier replies, then send again, or raise {@code writeQueueBytes}. */
    BACK_PRESSURED(8),
    /** The stream is not open. Wait for the state {@code open}, then send again: nothing was kept. */
    NOT_OPEN(9),
    /** There is no stream of that name. Add {@code etc/stream-<name>.cfg}, or ask {@code streams.list} for the names. */
    NO_SUCH_STREAM(10),
    /** The configuration cannot be used. Correct the key that the message names; saving the file is enough. */
    CONFIG_INVALID(11),
    /** The journal could not be kept as configured. Make space or mend the disk; the stream runs on meanwhile. */
    JOURNAL_FAILED(12),
    /** The request cannot be done as it stands. The message says what is allowed. */
    REFUSED(13);

    private final int number;

    StreamCode(int number) {
        this.number = number;
    }

    /** The {@code failureCode} of a failed reply: 1 to 13. */
    public int number() {
        return number;
    }

    /** The code with that number, if there is one. */
    public static Optional<StreamCode> ofNumber(int number) {
        return number >= 1 && number <= values().length ? Optional.of(values()[number - 1]) : Optional.empty();
    }
}
