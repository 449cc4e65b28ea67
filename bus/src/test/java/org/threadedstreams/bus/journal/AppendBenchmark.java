package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

/**
 * How fast bytes are appended, in interleaved rounds: medians, and ratios to a plain channel with a new file every 32 MiB of
 * which the last eight are kept. Not a test. Arguments: a folder on the disk to measure, rounds.
 */
final class AppendBenchmark {

    private static final int FILE_BYTES = 32 << 20;
    private static final int FILES = 8;
    private static final long KEPT = (long) FILE_BYTES * FILES;

    private AppendBenchmark() {}

    /** One way to append. */
    private interface Sink {

        void append(ByteBuffer chunk) throws IOException;

        void close() throws IOException;
    }

    /** Plain files; the oldest is deleted, or renamed and written over. */
    private static final class PlainFiles implements Sink {

        private final Path folder;
        private final boolean reuse;
        private final Deque<Path> files = new ArrayDeque<>();
        private FileChannel channel;
        private long position = FILE_BYTES;
        private int number;

        PlainFiles(Path folder, boolean reuse) {
            this.folder = folder;
            this.reuse = reuse;
        }

        @Override
        public void append(ByteBuffer chunk) throws IOException {
            if (position + chunk.remaining() > FILE_BYTES) {
                next();
            }
            while (chunk.hasRemaining()) {
                position += channel.write(chunk, position);
            }
        }

        private void next() throws IOException {
            close();
            Path file = folder.resolve("plain" + number++);
            if (files.size() == FILES) {
                Path oldest = files.remove();
                if (reuse) {
                    Files.move(oldest, file);
                } else {
                    Files.delete(oldest);
                }
            }
            files.add(file);
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            position = 0;
        }

        @Override
        public void close() throws IOException {
            if (channel != null) {
                channel.close();
            }
        }
    }

    /** The journal itself. */
    private static final class JournalSink implements Sink, JournalEvents {

        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        private final Journal journal;

        JournalSink(Path folder) {
            JournalStore store = new JournalStore(folder, timer, Clock.systemUTC(), 1);
            journal = store.open("s", DiskFixture.settings(KEPT), timer, this);
        }

        @Override
        public void append(ByteBuffer chunk) {
            journal.append(chunk, System.currentTimeMillis() * 1000);
        }

        @Override
        public void failed(String message) {
            throw new AssertionError(message);
        }

        @Override
        public void recovered(String message) {
            throw new AssertionError(message);
        }

        @Override
        public void close() {
            journal.close();
            timer.shutdownNow();
        }
    }

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        for (int size : new int[] {64, 1024, 16_384, 65_536}) {
            Map<String, List<Double>> rates = new LinkedHashMap<>();
            for (int round = 0; round < Integer.parseInt(args[1]); round++) {
                rate(rates, "plain, heap", folder, size, ByteBuffer.allocate(size));
                rate(rates, "plain, direct", folder, size, ByteBuffer.allocateDirect(size));
                rate(rates, "reused, heap", folder, size, ByteBuffer.allocate(size));
                rate(rates, "journal, heap", folder, size, ByteBuffer.allocate(size));
                rate(rates, "journal, direct", folder, size, ByteBuffer.allocateDirect(size));
            }
            rates.forEach((name, all) -> print(size, name, median(all), median(rates.get("plain, heap"))));
        }
        Reads.measure(folder);
    }

    private static void rate(Map<String, List<Double>> rates, String name, Path folder, int size, ByteBuffer chunk)
            throws IOException {
        Path own = Files.createTempDirectory(folder, "append");
        Sink sink = name.startsWith("journal") ? new JournalSink(own) : new PlainFiles(own, name.startsWith("reused"));
        // All files are there, and the oldest go, from the first byte that counts.
        run(sink, ByteBuffer.allocate(65_536), KEPT + FILE_BYTES);
        double rate = run(sink, chunk, size < 1024 ? 64L << 20 : size < 16_384 ? KEPT : 1L << 30);
        sink.close();
        delete(own);
        rates.computeIfAbsent(name, any -> new ArrayList<>()).add(rate);
    }

    /** Megabytes per second. */
    private static double run(Sink sink, ByteBuffer chunk, long total) throws IOException {
        long start = System.nanoTime();
        for (long done = 0; done < total; done += chunk.capacity()) {
            sink.append(chunk.clear());
        }
        return total * 1e3 / (System.nanoTime() - start);
    }

    static double median(List<Double> all) {
        Collections.sort(all);
        return all.get(all.size() / 2);
    }

    private static void print(int size, String name, double rate, double plain) {
        System.out.printf("%6d bytes  %-16s %7.0f MB/s  %.2f%n", size, name, rate, rate / plain);
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** How long it takes until the first bytes from anywhere in a gibibyte are there. */
    private static final class Reads {

        private Reads() {}

        static void measure(Path folder) throws IOException {
            Path own = Files.createTempDirectory(folder, "read");
            ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
            JournalSink events = new JournalSink(own.resolve("other"));
            JournalStore store = new JournalStore(own, timer, Clock.systemUTC(), 1);
            Journal journal = store.open("s", DiskFixture.settings(4L << 30), timer, events);
            ByteBuffer chunk = ByteBuffer.allocate(16_384);
            int chunks = 1 << 16;
            for (int i = 0; i < chunks; i++) {
                journal.append(chunk.clear(), i * 1000L);
            }
            journal.close();
            journal = store.open("s", DiskFixture.settings(4L << 30), timer, events);
            List<Double> micros = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                long start = System.nanoTime();
                long offset = journal.offsetAt((i * 7919L % chunks) * 1000);
                journal.read(offset, 65_536);
                micros.add((System.nanoTime() - start) / 1e3);
            }
            double first = micros.get(0);
            System.out.printf(
                    "by time in a gibibyte: first %.0f us, median %.0f us, slowest %.0f us%n",
                    first, median(micros), Collections.max(micros));
            journal.close();
            events.close();
            timer.shutdownNow();
            delete(own);
        }
    }
}
