package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.api.bus.Gap;

/**
 * A journal on disk while that works: a {@link SegmentedLog}. Once it throws, a {@link Fallback} goes on in memory, and tries
 * the disk again once a second.
 *
 * <p>Its owner is where all calls come from, and where its own timed work runs.
 */
final class DiskJournal implements Journal {

    private static final Logger LOG = LoggerFactory.getLogger(DiskJournal.class);
    private static final long RETRY_MILLIS = 1000;
    private static final long FORCE_MILLIS = 1000;
    private static final long TIDY_MILLIS = 10_000;

    private final JournalPlace place;
    private final JournalEvents events;
    private final Delay retry;
    private final Delay force;
    private final Delay tidy;
    private final DiskErrors errors;
    private JournalSettings settings;
    private Held held = new Held(new Gaps(), null, null);
    private @Nullable Fallback fallback;
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
        this.tidy = new Delay(place.timer(), owner, this::tidy);
        this.errors = new DiskErrors(place.folder());
        open();
        update();
    }

    private void open() {
        try {
            Gaps gaps = new Gaps();
            SegmentedLog opened = place.open(gaps, settings);
            use(gaps, opened);
        } catch (IOException e) {
            // The owner hears of it in a task of its own, when it knows this journal.
            retry.set(0);
            fail(e);
        }
    }

    private void use(Gaps gaps, SegmentedLog disk) {
        held = new Held(gaps, disk, null);
        fallback = null;
        id = disk.id();
        sessions = disk.sessions();
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
        if (fallback == null) {
            forceLater();
        } else if (rest.hasRemaining()) {
            fallback.append(rest, time, settings);
        }
        publish();
    }

    @Override
    public void missed(long bytes, String cause) {
        Gap gap = held.gaps().missed(end, bytes, cause);
        onDisk(disk -> disk.missed(gap));
        forceLater();
        publish();
    }

    @Override
    public void configure(JournalSettings changed) {
        settings = changed;
        onDisk(disk -> disk.configure(changed));
        if (fallback != null) {
            fallback.trim(settings);
        }
        publish();
    }

    /** Does that on disk while the disk works. What it did not do before it failed is left to the fallback. */
    private void onDisk(Work work) {
        SegmentedLog disk = held.disk();
        if (disk != null && fallback == null) {
            try {
                work.on(disk);
            } catch (IOException e) {
                fail(e);
            }
        }
    }

    private void fail(IOException cause) {
        Fallback memory = new Fallback(place, held, cause);
        goOnIn(memory);
        String message = memory.message(settings);
        news = () -> events.failed(message);
        retry.set(RETRY_MILLIS);
    }

    private void goOnIn(Fallback memory) {
        fallback = memory;
        held = memory.held();
        id = memory.id();
    }

    private void tryDisk() {
        if (closed) {
            return;
        }
        publish();
        Fallback memory = fallback;
        if (memory == null) {
            return;
        }
        try {
            restore(memory);
        } catch (IOException e) {
            LOG.debug("journal {} still fails", place.folder().path(), e);
        } finally {
            if (fallback != null) {
                goOnIn(memory);
                retry.set(RETRY_MILLIS);
            }
        }
        publish();
    }

    private void restore(Fallback memory) throws IOException {
        Gaps gaps = new Gaps();
        use(gaps, memory.restore(gaps, settings, sessions, errors));
        news = () -> events.recovered("journal " + place.folder().path() + " is on disk again");
    }

    private void forceLater() {
        if (settings.sync() == JournalSettings.Sync.SECOND && fallback == null) {
            force.set(FORCE_MILLIS);
        }
    }

    private void force() {
        if (!closed) {
            onDisk(SegmentedLog::force);
            publish();
        }
    }

    private void tidyLater() {
        SegmentedLog disk = held.disk();
        if (disk != null && fallback == null && disk.isPart()) {
            tidy.set(TIDY_MILLIS);
        }
    }

    private void tidy() {
        if (!closed) {
            onDisk(SegmentedLog::tidy);
            publish();
        }
    }

    /** What others see, and then what they are told: by now every byte has its place. */
    private void publish() {
        tidyLater();
        update();
        Runnable told = news;
        news = null;
        if (told != null) {
            told.run();
        }
    }

    private void update() {
        earliest = held.earliest();
        end = held.end();
        gapCount = held.gaps().count(earliest);
    }

    @Override
    public Slice read(long from, int max) {
        return held.read(from, max);
    }

    @Override
    public long offsetAt(long time) {
        return held.offsetAt(time);
    }

    @Override
    public byte[] tail(long from, int max) {
        return held.tail(from, max);
    }

    @Override
    public void keepError(String json) {
        errors.add(json);
        onDisk(disk -> {
            disk.begin();
            errors.write();
            errors.written();
        });
        publish();
    }

    @Override
    public List<String> errors() {
        return errors.all();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        // Perhaps what memory holds can still be written.
        tryDisk();
        closed = true;
        SegmentedLog disk = held.disk();
        if (disk != null && fallback == null) {
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
