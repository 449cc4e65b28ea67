package org.threadedstreams.bus.journal;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Journals in a folder of a test's, owned by one thread of a timer; what they tell is written down. */
final class DiskFixture implements AutoCloseable, JournalEvents {

    static final JournalSettings SETTINGS = settings(1L << 40);

    final List<String> failed = new CopyOnWriteArrayList<>();
    final List<String> recovered = new CopyOnWriteArrayList<>();
    final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    final JournalStore store;
    final Path folder;
    private final List<Journal> opened = new ArrayList<>();

    /** @param folder of the stream called {@code s} */
    DiskFixture(Path folder) {
        this(folder, 1);
    }

    DiskFixture(Path folder, long freeBytes) {
        this(folder, freeBytes, Clock.systemUTC());
    }

    DiskFixture(Path folder, long freeBytes, Clock clock) {
        this.folder = folder.resolve("s");
        store = new JournalStore(folder, timer, clock, freeBytes);
    }

    static JournalSettings settings(long maxBytes) {
        return settings(maxBytes, JournalSettings.Sync.OS);
    }

    static JournalSettings settings(long maxBytes, JournalSettings.Sync sync) {
        return new JournalSettings(JournalSettings.Kind.DISK, maxBytes, sync);
    }

    Journal open() {
        return open(SETTINGS);
    }

    Journal open(JournalSettings settings) {
        Journal journal = store.open("s", settings, timer, this);
        opened.add(journal);
        return journal;
    }

    @Override
    public void failed(String message) {
        failed.add(message);
    }

    @Override
    public void recovered(String message) {
        recovered.add(message);
    }

    /** What a killed process leaves: nothing is closed, and nothing happens later. */
    void abandon() {
        timer.shutdownNow();
        opened.clear();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        opened.forEach(Journal::close);
        store.close();
    }
}
