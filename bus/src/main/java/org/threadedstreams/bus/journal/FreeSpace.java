package org.threadedstreams.bus.journal;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The free space of one volume, of which some is left to others. The operating system is asked once a second at most, unless
 * much is written.
 *
 * <p>Safe from any thread.
 */
final class FreeSpace {

    private static final long MOST_KEPT = 1L << 30;
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier keep;
    private long budget;
    private long asked = System.nanoTime() - STALE_NANOS;

    /** @param keep bytes to leave free; 0: 5 % of the volume, at most 1 GiB */
    FreeSpace(LongSupplier keep) {
        this.keep = keep;
    }

    /** Whether so many bytes may be written there. */
    synchronized boolean allows(Path folder, long bytes) {
        if (bytes > budget || System.nanoTime() - asked >= STALE_NANOS) {
            ask(folder);
        }
        if (bytes > budget) {
            return false;
        }
        budget -= bytes;
        return true;
    }

    /** Something has been deleted, or a write has failed: what is known is out of date. */
    synchronized void changed() {
        budget = 0;
    }

    private void ask(Path folder) {
        long total = folder.toFile().getTotalSpace();
        // A file system that does not know its own size cannot be kept from filling up.
        budget = total == 0 ? Long.MAX_VALUE : folder.toFile().getUsableSpace() - kept(total);
        asked = System.nanoTime();
    }

    private long kept(long total) {
        long wanted = keep.getAsLong();
        return wanted > 0 ? wanted : Math.min(total / 20, MOST_KEPT);
    }
}
