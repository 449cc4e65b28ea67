package org.threadedstreams.bus.journal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.api.bus.Gap;

/**
 * What a journal on disk holds, and how it is read: what is on disk, then what memory holds while the disk fails.
 *
 * <p>One thread at a time.
 *
 * @param gaps of both
 * @param disk null if it could not be opened yet
 * @param memory null while the disk works
 */
record Held(
        Gaps gaps, @Nullable SegmentedLog disk, @Nullable Ring memory) {

    private static final Logger LOG = LoggerFactory.getLogger(Held.class);

    long earliest() {
        long first = memory == null ? 0 : memory.earliest();
        return disk == null || disk.isEmpty() ? first : disk.earliest();
    }

    long end() {
        return memory != null ? memory.end() : diskEnd();
    }

    long diskEnd() {
        return disk == null ? 0 : disk.end();
    }

    Journal.Slice read(long from, int max) {
        try {
            return gaps.read(from, max, earliest(), end(), this::copy);
        } catch (IOException e) {
            return unreadable(from, e);
        }
    }

    private byte[] copy(long from, long to) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(to - from)];
        long border = memory == null ? to : Math.min(to, Math.max(from, memory.earliest()));
        if (disk != null) {
            disk.read(from, bytes, (int) (border - from));
        }
        if (memory != null) {
            memory.copy(border, bytes, (int) (border - from));
        }
        return bytes;
    }

    /** A hole up to where there may be bytes that can be read. */
    private Journal.Slice unreadable(long from, IOException e) {
        long next = disk == null ? end() : disk.nextSegment(Math.max(from, earliest()));
        String cause = "cannot be read from the disk: " + Failures.text(e);
        return new Journal.Slice(next, new byte[0], next, new Gap(from, next - from, cause, Gap.Kind.HOLE));
    }

    /** As {@link Journal#offsetAt}. */
    long offsetAt(long time) {
        long inMemory = memory == null ? end() : memory.offsetAt(time);
        if (disk == null || disk.isEmpty() || memory != null && inMemory > memory.earliest()) {
            return inMemory;
        }
        try {
            long onDisk = disk.offsetAt(time);
            return onDisk < disk.end() ? onDisk : inMemory;
        } catch (IOException e) {
            LOG.debug("journal {}: no index, so a search by time finds all of it", disk.path(), e);
            return earliest();
        }
    }

    /** As {@link Journal#tail}. */
    byte[] tail(long from, int max) {
        long start = Math.max(Math.max(from, gaps.whole(earliest())), end() - max);
        try {
            return copy(start, end());
        } catch (IOException e) {
            LOG.debug("journal {}: a tail cannot be read", disk == null ? "" : disk.path(), e);
            return memory == null ? new byte[0] : memory.copy(Math.max(start, memory.earliest()), end());
        }
    }
}
