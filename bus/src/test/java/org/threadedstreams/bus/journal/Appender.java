package org.threadedstreams.bus.journal;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.bus.Gap;

/**
 * A process that appends to the journal {@code s} until it is killed. It says on its output, as numbers of eight bytes, where
 * the journal ends, each time after it was appended to; and where a gap is, as {@code -1 - offset}.
 *
 * <p>Arguments: folder, seed, maxBytes.
 */
final class Appender {

    private Appender() {}

    public static void main(String[] args) throws IOException {
        Random random = new Random(Long.parseLong(args[1]));
        JournalSettings settings = DiskFixture.settings(Long.parseLong(args[2]));
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        JournalEvents events = new JournalEvents() {
            @Override
            public void failed(String message) {
                throw new AssertionError(message);
            }

            @Override
            public void recovered(String message) {
                throw new AssertionError(message);
            }
        };
        JournalStore store = new JournalStore(Path.of(args[0]), timer, Clock.systemUTC(), 1);
        Journal journal = store.open("s", settings, timer, events);
        journal.beginSession(journal.sessions() + 1);
        DataOutputStream output = new DataOutputStream(System.out);
        while (true) {
            if (random.nextInt(10) == 0) {
                journal.missed(1, cause(journal.end()));
                output.writeLong(-1 - journal.end());
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(100_000) : random.nextInt(500);
            journal.append(bytes(journal.end(), length), System.currentTimeMillis() * 1000);
            output.writeLong(journal.end());
            output.flush();
        }
    }

    static String cause(long offset) {
        return "missed at " + offset;
    }

    /** Every byte tells where it stands. */
    static ByteBuffer bytes(long offset, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = at(offset + i);
        }
        return ByteBuffer.wrap(bytes);
    }

    private static byte at(long offset) {
        return (byte) (offset * 0x9E3779B97F4A7C15L >>> 56);
    }

    /** Reads all that is held; null, or what is wrong. */
    static @Nullable String check(Journal journal) {
        for (long at = journal.earliest(); at < journal.end(); ) {
            Journal.Slice slice = journal.read(at, 1 << 20);
            Gap gap = slice.gap();
            if (gap != null && (gap.kind() != Gap.Kind.MISSED || !gap.cause().startsWith(cause(at)))) {
                return "at " + at + " a gap that was not told: " + gap;
            }
            if (slice.offset() != at || !bytes(at, slice.bytes().length).equals(ByteBuffer.wrap(slice.bytes()))) {
                return "at " + at + " other bytes than were appended";
            }
            at = slice.next();
        }
        return null;
    }
}
