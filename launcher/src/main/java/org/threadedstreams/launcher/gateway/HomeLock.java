package org.threadedstreams.launcher.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.threadedstreams.launcher.CommandFailure;

/**
 * The lock that keeps a second gateway off a home. The system frees it when the process ends, however it ends.
 *
 * <p>Not thread-safe: one thread takes and frees it.
 */
final class HomeLock implements AutoCloseable {

    /** Far behind the process id that the file holds, so that the id can be read while the lock is held. */
    private static final long LOCKED_POSITION = Long.MAX_VALUE - 1;

    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws CommandFailure if another process has it, naming that process
     */
    static HomeLock take(Home home) {
        Path file = home.data().resolve("lock");
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock(LOCKED_POSITION, 1, false);
            if (lock == null) {
                String holder = Files.readString(file).strip();
                channel.close();
                throw new CommandFailure("a gateway already runs on " + home.folder() + ": process "
                        + (holder.isEmpty() ? "unknown" : holder) + "; stop it, or choose another --home");
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            return new HomeLock(channel);
        } catch (IOException e) {
            throw new CommandFailure("cannot lock " + file + ": " + e.getMessage() + "; choose another --home", e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
