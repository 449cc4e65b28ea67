package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journals of all streams: those on disk each in a folder of its own below one.
 *
 * <p>Safe from any thread.
 */
public final class JournalStore implements Journals, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JournalStore.class);

    private final Path folder;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final AtomicLong freeBytes;
    private final Map<Object, Volume> volumes = new ConcurrentHashMap<>();

    /**
     * @param folder need not be there yet
     * @param timer only hands over to owners
     * @param freeBytes to leave free on each volume; 0: 5 % of it, at most 1 GiB
     */
    public JournalStore(Path folder, ScheduledExecutorService timer, Clock clock, long freeBytes) {
        this.folder = folder.toAbsolutePath();
        this.timer = timer;
        this.clock = clock;
        this.freeBytes = new AtomicLong(freeBytes);
    }

    @Override
    public Journal open(String stream, JournalSettings settings, Executor owner, JournalEvents events) {
        if (settings.kind() == JournalSettings.Kind.MEMORY) {
            return new MemoryJournal(settings.maxBytes());
        }
        Volume volume = volume(stream);
        JournalFolder place = new JournalFolder(folder.resolve(stream), volume.openFiles());
        return new DiskJournal(new JournalPlace(place, volume.space(), timer, clock), settings, owner, events);
    }

    @Override
    public DiskThreads threads(String stream) {
        return volume(stream);
    }

    /** Has that much left free from now on. */
    public void keepFree(long bytes) {
        freeBytes.set(bytes);
    }

    private Volume volume(String stream) {
        return volumes.computeIfAbsent(device(folder.resolve(stream)), device -> new Volume(freeBytes::get));
    }

    /** What tells volumes apart. A folder that is not there yet will be on the volume of the one above it. */
    private static Object device(Path path) {
        Path there = path;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        try {
            return there.getFileSystem().supportedFileAttributeViews().contains("unix")
                    ? Files.getAttribute(there, "unix:dev")
                    : Files.getFileStore(there).name();
        } catch (IOException e) {
            LOG.warn("the volume of {} cannot be told; it counts as one of its own", path, e);
            return path;
        }
    }

    /** Lets its threads end once they have done what was handed over. The journals have been closed. */
    @Override
    public void close() {
        volumes.values().forEach(Volume::close);
    }
}
