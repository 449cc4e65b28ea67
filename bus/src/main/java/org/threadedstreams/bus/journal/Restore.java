package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import org.threadedstreams.api.bus.Gap;

/**
 * Writes to a disk that works again what memory held meanwhile. It may stop anywhere and be begun again: it goes on where the
 * disk's part ends.
 *
 * <p>One thread at a time.
 */
final class Restore {

    private static final int PIECE = 64 * 1024;

    private final Ring memory;
    private final Gaps held;
    private final NavigableMap<Long, Long> times;

    /** @param held the journal's gaps; those of the ring's bytes are written too */
    Restore(Ring memory, Gaps held) {
        this.memory = memory;
        this.held = held;
        this.times = memory.lastTimes();
    }

    /** @param gaps those of the disk's part, to which the others come */
    void into(SegmentedLog disk, Gaps gaps, String cause) throws IOException {
        if (disk.end() < memory.earliest()) {
            disk.skip(memory.earliest(), cause);
        }
        for (Gap gap : held.missed(disk.end(), memory.end()).values()) {
            write(disk, gap.at());
            gaps.put(gap);
            disk.missed(gap);
        }
        write(disk, memory.end());
    }

    private void write(SegmentedLog disk, long to) throws IOException {
        while (disk.end() < to) {
            long from = disk.end();
            Long span = times.higherKey(from);
            long until = Math.min(Math.min(to, from + PIECE), span == null ? to : span);
            disk.append(ByteBuffer.wrap(memory.copy(from, until)), time(from));
        }
    }

    /** When the last byte of its span came: searches by time then err towards the earlier byte. */
    private long time(long offset) {
        Map.Entry<Long, Long> span = times.floorEntry(offset);
        return span == null ? 0 : span.getValue();
    }
}
