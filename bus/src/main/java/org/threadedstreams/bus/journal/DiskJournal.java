package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.api.bus.Gap;

/**
 * A journal on disk, and in memory while the disk fails. What is on disk is a {@link SegmentedLog}. When that throws, a
 * {@link Ring} goes on at the same offset, and once a second the folder is opened anew, as after a crash, to write down what
 * the ring holds.
 *
 * <p>Its owner is where all calls come from, and where its own timed work runs.
 */
final class DiskJournal implements Journal {

    private static final Logger LOG = LoggerFactory.getLogger(DiskJournal.class);
    private static final long MOST_MEMORY = 16 * 1024 * 1024;
    private static final long RETRY_MILLIS = 1000;
    private static final long FORCE_MILLIS = 1000;

    private final JournalPlace place;
    private final JournalEvents events;
    private final Delay retry;
    private final Delay force;
    private final ErrorsFile errors;
    private final KeptErrors unwritten = new KeptErrors();
    private JournalSettings settings;
    private Gaps gaps = new Gaps();
    private @Nullable SegmentedLog log;
    private @Nullable Ring ring;
    private String failure = "";
    private @Nullable Runnable news;
    private boolean closed;
    private volatile String id = "";
    private volatile long earliest;
    private volatile long end;
    private volatile long gapCount;
    private volatile long sessions;

    DiskJournal(JournalPlace place, JournalSettings settings, Executor owner, JournalEvents events) {
        this.place = place;
        this.settings = settings;
        this.events = events;
        this.retry = new Delay(place.timer(), owner, this::tryDisk);
        this.force = new Delay(place.timer(), owner, this::force);
        this.errors = new ErrorsFile(place.folder());
        open();
        update();
    }

    private void open() {
        try {
            SegmentedLog opened = place.open(gaps, settings);
            log = opened;
            id = opened.id();
            sessions = opened.sessions();
        } catch (IOException e) {
            gaps = new Gaps();
            // The owner hears of it in a task of its own, when it knows this journal.
            retry.set(0);
            fail(e);
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long earliest() {
        return earliest;
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public long gaps() {
        return gapCount;
    }

    @Override
    public long sessions() {
        return sessions;
    }

    @Override
    public void beginSession(long number) {
        sessions = number;
        onDisk(disk -> disk.beginSession(number));
        publish();
    }

    @Override
    public void append(ByteBuffer bytes, long time) {
        ByteBuffer rest = bytes.duplicate();
        onDisk(disk -> disk.append(rest, time));
        if (ring == null) {
            forceLater();
        } else if (rest.hasRemaining()) {
            ring.append(rest, time);
            trim(ring);
        }
        publish();
    }

    @Override
    public void missed(long bytes, String cause) {
        Gap gap = gaps.missed(end, bytes, cause);
        onDisk(disk -> disk.missed(gap));
        forceLater();
        publish();
    }

    @Override
    public void configure(JournalSettings changed) {
        settings = changed;
        onDisk(disk -> disk.configure(changed));
        if (ring != null) {
            trim(ring);
        }
        publish();
    }

    /** Does that on disk while the disk works. What it did not do before it failed is left to the ring. */
    private void onDisk(Work work) {
        SegmentedLog disk = log;
        if (disk != null && ring == null) {
            try {
                work.on(disk);
            } catch (IOException e) {
                fail(e);
            }
        }
    }

    private void fail(IOException cause) {
        SegmentedLog disk = log;
        ring = new Ring(disk == null ? 0 : disk.end());
        id = memoryId();
        failure = "the disk failed: " + Failures.text(cause);
        String message = "journal " + place.folder().path() + ": " + Failures.text(cause)
                + "; what comes is kept in memory only, " + "up to " + memoryBytes()
                + " bytes, until the disk works again: " + Failures.remedy(cause);
        news = () -> events.failed(message);
        release(disk);
        retry.set(RETRY_MILLIS);
    }

    /** A new one each time, also after a crash: what memory held then never came to this scale. */
    private String memoryId() {
        SegmentedLog disk = log;
        String uuid = disk == null ? UUID.randomUUID().toString() : disk.id().substring("disk-".length());
        return "memory-" + uuid + "-" + place.clock().millis();
    }

    private long memoryBytes() {
        return Math.min(settings.maxBytes(), MOST_MEMORY);
    }

    private void trim(Ring memory) {
        long before = memory.earliest();
        memory.trim(memoryBytes());
        if (memory.earliest() > before) {
            gaps.hole(diskEnd(), memory.earliest(), failure);
        }
    }

    private long diskEnd() {
        SegmentedLog disk = log;
        return disk == null ? 0 : disk.end();
    }

    private void tryDisk() {
        if (closed) {
            return;
        }
        publish();
        Ring memory = ring;
        if (memory == null) {
            return;
        }
        try {
            restore(memory);
        } catch (IOException e) {
            LOG.debug("journal {} still fails", place.folder().path(), e);
        } finally {
            if (ring != null) {
                retry.set(RETRY_MILLIS);
            }
        }
        publish();
    }

    private void restore(Ring memory) throws IOException {
        Gaps found = new Gaps();
        SegmentedLog opened = place.open(found, settings);
        try {
            opened.probe(memory.end() - memory.earliest());
            Ring behind = goesOn(opened, memory) ? memory : goOnBehind(opened, found, memory);
            new Restore(behind, gaps).into(opened, found, failure);
            opened.beginSession(Math.max(sessions, opened.sessions()));
            for (String json : unwritten.all()) {
                errors.add(json);
            }
            opened.force();
        } catch (IOException e) {
            release(opened);
            throw e;
        }
        unwritten.clear();
        release(log);
        gaps = found;
        log = opened;
        ring = null;
        id = opened.id();
        sessions = opened.sessions();
        news = () -> events.recovered("journal " + place.folder().path() + " is on disk again");
    }

    /** Whether what is in the folder is this journal's own, as far as it got. An empty folder is as good as any. */
    private boolean goesOn(SegmentedLog opened, Ring memory) {
        SegmentedLog before = log;
        return opened.isEmpty() || before != null && opened.id().equals(before.id()) && opened.end() <= memory.end();
    }

    /** The folder holds another journal than before, or could not even be opened then: memory's part comes behind it. */
    private Ring goOnBehind(SegmentedLog opened, Gaps found, Ring memory) {
        long from = opened.end();
        Ring moved = memory.moved(from - diskEnd());
        for (Gap gap : gaps.missed(memory.earliest(), memory.end()).values()) {
            found.missed(gap.at() + from - diskEnd(), gap.bytes(), gap.cause());
        }
        found.hole(from, moved.earliest(), failure);
        gaps = found;
        log = opened;
        ring = moved;
        id = memoryId();
        return moved;
    }

    private static void release(@Nullable SegmentedLog disk) {
        try {
            if (disk != null) {
                disk.release();
            }
        } catch (IOException e) {
            LOG.debug("closing the files of a journal that fails", e);
        }
    }

    private void forceLater() {
        if (settings.sync() == JournalSettings.Sync.SECOND && ring == null) {
            force.set(FORCE_MILLIS);
        }
    }

    private void force() {
        if (!closed) {
            onDisk(SegmentedLog::force);
            publish();
        }
    }

    /** What others see, and then what they are told: by now every byte has its place. */
    private void publish() {
        update();
        Runnable told = news;
        news = null;
        if (told != null) {
            told.run();
        }
    }

    private void update() {
        SegmentedLog disk = log;
        Ring memory = ring;
        long first = memory == null ? 0 : memory.earliest();
        earliest = disk == null || disk.isEmpty() ? first : disk.earliest();
        end = memory != null ? memory.end() : diskEnd();
        gapCount = gaps.count(earliest);
    }

    @Override
    public Slice read(long from, int max) {
        try {
            return gaps.read(from, max, earliest, end, this::copy);
        } catch (IOException e) {
            return unreadable(from, e);
        }
    }

    private byte[] copy(long from, long to) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(to - from)];
        Ring memory = ring;
        long border = memory == null ? to : Math.min(to, Math.max(from, memory.earliest()));
        SegmentedLog disk = log;
        if (disk != null) {
            disk.read(from, bytes, (int) (border - from));
        }
        if (memory != null) {
            memory.copy(border, bytes, (int) (border - from));
        }
        return bytes;
    }

    /** A hole up to where there may be bytes that can be read. */
    private Slice unreadable(long from, IOException e) {
        SegmentedLog disk = log;
        long next = disk == null ? end : disk.nextSegment(Math.max(from, earliest));
        String cause = "cannot be read from the disk: " + Failures.text(e);
        return new Slice(next, new byte[0], next, new Gap(from, next - from, cause, Gap.Kind.HOLE));
    }

    @Override
    public long offsetAt(long time) {
        Ring memory = ring;
        long inMemory = memory == null ? end : memory.offsetAt(time);
        SegmentedLog disk = log;
        if (disk == null || disk.isEmpty() || memory != null && inMemory > memory.earliest()) {
            return inMemory;
        }
        try {
            long onDisk = disk.offsetAt(time);
            return onDisk < disk.end() ? onDisk : inMemory;
        } catch (IOException e) {
            LOG.debug(
                    "journal {}: no index, so a search by time finds all of it",
                    place.folder().path(),
                    e);
            return earliest;
        }
    }

    @Override
    public byte[] tail(long from, int max) {
        long start = Math.max(Math.max(from, gaps.whole(earliest)), end - max);
        try {
            return copy(start, end);
        } catch (IOException e) {
            LOG.debug("journal {}: a tail cannot be read", place.folder().path(), e);
            Ring memory = ring;
            return memory == null ? new byte[0] : memory.copy(Math.max(start, memory.earliest()), end);
        }
    }

    @Override
    public void keepError(String json) {
        unwritten.add(json);
        onDisk(disk -> {
            disk.begin();
            errors.add(json);
            unwritten.clear();
        });
        publish();
    }

    @Override
    public List<String> errors() {
        KeptErrors all = new KeptErrors();
        try {
            errors.all().forEach(all::add);
        } catch (IOException e) {
            LOG.debug("journal {}: its errors cannot be read", place.folder().path(), e);
        }
        unwritten.all().forEach(all::add);
        return all.all();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        // Perhaps what memory holds can still be written.
        tryDisk();
        closed = true;
        SegmentedLog disk = log;
        if (disk != null && ring == null) {
            try {
                disk.close();
            } catch (IOException e) {
                LOG.warn(
                        "journal {} could not be closed cleanly", place.folder().path(), e);
            }
        }
    }

    private interface Work {

        void on(SegmentedLog disk) throws IOException;
    }
}
