package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.api.bus.Gap;

/**
 * What a journal does from when its disk fails until it works again: a {@link Ring} goes on at the same offset, under an id of
 * memory's, and is written down once the folder can be opened anew, as after a crash.
 *
 * <p>One thread at a time.
 */
final class Fallback {

    private static final Logger LOG = LoggerFactory.getLogger(Fallback.class);
    private static final long MOST_MEMORY = 16 * 1024 * 1024;

    private final JournalPlace place;
    private final IOException cause;
    private final String failure;
    private Gaps gaps;
    private @Nullable SegmentedLog disk;
    private Ring memory;
    private String id;

    /** @param before what the journal held when its disk failed */
    Fallback(JournalPlace place, Held before, IOException cause) {
        this.place = place;
        this.cause = cause;
        this.failure = "the disk failed: " + Failures.text(cause);
        this.gaps = before.gaps();
        this.disk = before.disk();
        this.memory = new Ring(before.diskEnd());
        this.id = memoryId(disk, place);
        letGo(disk, SegmentedLog::leave);
    }

    /** A new one each time, also after a crash: what memory held then never came to this scale. */
    private static String memoryId(@Nullable SegmentedLog disk, JournalPlace place) {
        String uuid = disk == null ? UUID.randomUUID().toString() : disk.id().substring("disk-".length());
        return "memory-" + uuid + "-" + place.clock().millis();
    }

    String id() {
        return id;
    }

    Held held() {
        return new Held(gaps, disk, memory);
    }

    /** What happened, and what to do about it. */
    String message(JournalSettings settings) {
        return "journal " + place.folder().path() + ": " + Failures.text(cause)
                + "; what comes is kept in memory only, up to " + memoryBytes(settings)
                + " bytes, until the disk works again: " + Failures.remedy(cause);
    }

    void append(ByteBuffer bytes, long time, JournalSettings settings) {
        memory.append(bytes, time);
        trim(settings);
    }

    void trim(JournalSettings settings) {
        long before = memory.earliest();
        memory.trim(memoryBytes(settings));
        if (memory.earliest() > before) {
            gaps.hole(held().diskEnd(), memory.earliest(), failure);
        }
    }

    private static long memoryBytes(JournalSettings settings) {
        return Math.min(settings.maxBytes(), MOST_MEMORY);
    }

    /**
     * Writes to the disk what memory holds. Where it throws, this goes on as before.
     *
     * @param found takes the gaps of what is on disk then
     * @param sessions the number of the last that has begun
     * @return all that the journal holds
     */
    SegmentedLog restore(Gaps found, JournalSettings settings, long sessions, DiskErrors errors) throws IOException {
        // What is opened now may write over files that are open here; by their names they are not found then.
        letGo(disk, SegmentedLog::release);
        SegmentedLog opened = place.open(found, settings);
        try {
            opened.probe(memory.end() - memory.earliest());
            if (!goesOn(opened)) {
                goOnBehind(opened, found);
            }
            new Restore(memory, gaps).into(opened, found, failure);
            opened.beginSession(Math.max(sessions, opened.sessions()));
            errors.write();
            opened.force();
        } catch (IOException e) {
            letGo(opened, SegmentedLog::leave);
            throw e;
        }
        errors.written();
        return opened;
    }

    /** Whether what is in the folder is this journal's own, as far as it got. An empty folder is as good as any. */
    private boolean goesOn(SegmentedLog opened) {
        return opened.isEmpty() || disk != null && opened.id().equals(disk.id()) && opened.end() <= memory.end();
    }

    /** The folder holds another journal than before, or could not even be opened then: memory's part comes behind it. */
    private void goOnBehind(SegmentedLog opened, Gaps found) {
        long from = opened.end();
        long by = from - held().diskEnd();
        Ring moved = memory.moved(by);
        for (Gap gap : gaps.missed(memory.earliest(), memory.end()).values()) {
            found.missed(gap.at() + by, gap.bytes(), gap.cause());
        }
        found.hole(from, moved.earliest(), failure);
        gaps = found;
        disk = opened;
        memory = moved;
        id = memoryId(opened, place);
    }

    private static void letGo(@Nullable SegmentedLog disk, Way way) {
        try {
            if (disk != null) {
                way.of(disk);
            }
        } catch (IOException e) {
            LOG.debug("closing the files of a journal that fails", e);
        }
    }

    private interface Way {

        void of(SegmentedLog disk) throws IOException;
    }
}
