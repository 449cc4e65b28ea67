package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journals of all streams: those on disk each in a folder of its own below one.
 *
 * <p>Safe from any thread.
 */
public final class JournalStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JournalStore.class);

    private final Path folder;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final long freeBytes;
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
        this.freeBytes = freeBytes;
    }

    /**
     * Opens a stream's journal; the one before it of that stream has been closed. A disk that fails is told to the events, in
     * a task of the owner's.
     *
     * @param owner runs tasks one at a time; all calls come from there
     */
    public Journal open(String stream, JournalSettings settings, Executor owner, JournalEvents events) {
        if (settings.kind() == JournalSettings.Kind.MEMORY) {
            return new MemoryJournal(settings.maxBytes());
        }
        Volume volume = volume(stream);
        JournalFolder place = new JournalFolder(folder.resolve(stream), volume.openFiles());
        return new DiskJournal(new JournalPlace(place, volume.space(), timer, clock), settings, owner, events);
    }

    /** The threads of the volume that the stream's folder is on: what is done there may wait for the disk. */
    public Executor executor(String stream) {
        return volume(stream).executor();
    }

    /** For how long the oldest task on the stream's volume has been running, in milliseconds; 0 if none is. */
    public long stalledMillis(String stream) {
        return volume(stream).stalledMillis();
    }

    private Volume volume(String stream) {
        return volumes.computeIfAbsent(device(folder.resolve(stream)), device -> new Volume(freeBytes));
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
