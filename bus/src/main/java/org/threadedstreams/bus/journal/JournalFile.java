package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file that is open only while it is among those used lately. A thread that is interrupted finishes its work here and stays
 * interrupted: the JDK closes a channel under such a thread, so it is opened again and goes on after the bytes that got
 * through.
 *
 * <p>One thread at a time uses it; {@link OpenFiles} may close it from another between two uses.
 */
final class JournalFile {

    private static final Set<StandardOpenOption> READ = Set.of(StandardOpenOption.READ);
    private static final Set<StandardOpenOption> WRITE = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);

    private static final Set<StandardOpenOption> ANEW = Set.of(
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING);

    private final OpenFiles open;
    private final Path folder;
    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable FileChannel channel;
    private boolean writable;
    private @Nullable IOException closeFailure;
    private volatile boolean used;

    JournalFile(OpenFiles open, Path folder, String name) {
        this.open = open;
        this.folder = folder;
        this.name = name;
    }

    Path path() {
        return folder.resolve(name);
    }

    /** Makes it anew, empty. No other method makes a file, so that one deleted by someone is noticed. */
    void create() throws IOException {
        close();
        FileChannel made = FileChannel.open(path(), ANEW);
        lock.lock();
        try {
            opened(made, true);
        } finally {
            lock.unlock();
        }
    }

    /** Writes all of the bytes, or as many as the buffer's position tells. */
    void write(ByteBuffer bytes, long position) throws IOException {
        long start = position - bytes.position();
        use(true, file -> {
            while (bytes.hasRemaining()) {
                file.write(bytes, start + bytes.position());
            }
        });
    }

    /** Reads until the buffer is full or the file ends. */
    void read(ByteBuffer into, long position) throws IOException {
        long start = position - into.position();
        use(false, file -> {
            while (into.hasRemaining()) {
                if (file.read(into, start + into.position()) < 0) {
                    return;
                }
            }
        });
    }

    /** Cuts off what stands behind so many bytes. */
    void cut(long length) throws IOException {
        use(true, file -> file.truncate(length));
    }

    /** Closes it and gives it another name, which may be another file's. */
    void move(JournalFile to) throws IOException {
        close();
        Files.move(path(), to.path(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** What was written is on the disk when this returns. */
    void force() throws IOException {
        use(true, file -> file.force(false));
    }

    void delete() throws IOException {
        close();
        Files.deleteIfExists(path());
    }

    void close() throws IOException {
        lock.lock();
        try {
            if (channel != null) {
                open.closed(this);
                closeChannel();
            }
            throwCloseFailure();
        } finally {
            lock.unlock();
        }
    }

    /** Closes it, unless it is in use or was since it was asked last. */
    boolean closeIfIdle() {
        if (used || !lock.tryLock()) {
            used = false;
            return false;
        }
        try {
            closeChannel();
        } catch (IOException e) {
            // Network file systems tell here that they could not write. Its next user is told.
            closeFailure = e;
        } finally {
            lock.unlock();
        }
        return true;
    }

    private void use(boolean write, Work work) throws IOException {
        boolean interrupted = false;
        lock.lock();
        try {
            throwCloseFailure();
            while (true) {
                try {
                    work.on(channel(write));
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                    open.closed(this);
                    channel = null;
                }
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private FileChannel channel(boolean write) throws IOException {
        used = true;
        if (channel != null && (writable || !write)) {
            return channel;
        }
        close();
        return opened(FileChannel.open(path(), write ? WRITE : READ), write);
    }

    private FileChannel opened(FileChannel file, boolean write) {
        channel = file;
        writable = write;
        open.opened(this);
        return file;
    }

    private void closeChannel() throws IOException {
        FileChannel closing = channel;
        channel = null;
        if (closing != null) {
            closing.close();
        }
    }

    private void throwCloseFailure() throws IOException {
        IOException failure = closeFailure;
        closeFailure = null;
        if (failure != null) {
            throw failure;
        }
    }

    /** Work that can be begun again after an interrupt. */
    private interface Work {

        void on(FileChannel file) throws IOException;
    }
}
