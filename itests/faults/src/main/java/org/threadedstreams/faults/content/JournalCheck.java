package org.threadedstreams.faults.content;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Judges a journal: it is told each byte once, in order, and compares it with what the peer sends by formula. It keeps only
 * which connection's bytes stand where, so that the same offsets can be judged again later.
 *
 * <p>Safe for many threads.
 */
public final class JournalCheck {

    private final Placement placement;
    private @Nullable RuntimeException fault;

    /**
     * @param start the first offset to be told
     * @param connection bytes of later connections than this one may come
     */
    public JournalCheck(Content content, long start, int connection) {
        this.placement = new Placement(content, start, connection);
    }

    /** The offset that must come next. */
    public synchronized long next() {
        return placement.next();
    }

    /** How many bytes it has been told. */
    public synchronized long bytes() {
        return placement.bytes();
    }

    /** How many bytes of a connection came. */
    public synchronized long received(int of) {
        check();
        return placement.received(of);
    }

    /** Tells bytes. What was told before is compared with what it was then. */
    public synchronized void accept(long offset, byte[] bytes) {
        try {
            long next = placement.next();
            if (offset > next) {
                throw new Violation(offset - next, "offsets [" + next + ", " + offset + ") were skipped silently");
            }
            int again = (int) Math.min(bytes.length, next - offset);
            placement.verify(offset, Arrays.copyOf(bytes, again));
            placement.append(bytes, again);
        } catch (RuntimeException e) {
            fail(e);
            throw e;
        } finally {
            notifyAll();
        }
    }

    /** Tells that bytes are gone, as the gateway reported; what follows is of the same connection. */
    public synchronized void hole(long to) {
        placement.hole(to);
        notifyAll();
    }

    /** Something else is wrong: every wait ends with it. */
    public synchronized void fail(RuntimeException why) {
        if (fault == null) {
            fault = why;
        }
        notifyAll();
    }

    /** Throws what is wrong, if anything is. */
    public synchronized void check() {
        if (fault != null) {
            throw new IllegalStateException("the consumer found a fault: " + fault.getMessage(), fault);
        }
    }

    /** Waits until everything before an offset has been told. */
    public synchronized void await(long offset, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (placement.next() < offset) {
            check();
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new Violation(
                        "the consumer is at offset " + placement.next() + " and does not come to " + offset);
            }
            wait(left / 1_000_000 + 1);
        }
        check();
    }

    /** Compares bytes at offsets that were told before with what they were then. */
    public synchronized void verify(long offset, byte[] bytes) {
        placement.verify(offset, bytes);
    }
}
