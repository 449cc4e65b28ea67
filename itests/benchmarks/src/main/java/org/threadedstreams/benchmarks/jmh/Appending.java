package org.threadedstreams.benchmarks.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.threadedstreams.bus.journal.Journal;
import org.threadedstreams.bus.journal.JournalEvents;
import org.threadedstreams.bus.journal.JournalSettings;
import org.threadedstreams.bus.journal.JournalStore;
import org.threadedstreams.bus.stream.PiledUp;

/** Records appended, sixty-four at a time; an operation is one record. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init")
public class Appending {

    /** The system property with the folder, on the disk that is measured. */
    public static final String FOLDER = "tstreams.benchmark.folder";

    private static final int RECORDS = 64;
    private static final long FILE_BYTES = 32L << 20;
    private static final int FILES = 8;

    @Param("64")
    int size;

    private final List<ByteBuffer> records = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Path folder = Path.of(System.getProperty(FOLDER, "."));
    private JournalStore store;
    private Journal journal;
    private FileChannel file;
    private long inFile;
    private int number;

    @Setup(Level.Trial)
    public void open() throws IOException {
        for (int i = 0; i < RECORDS; i++) {
            records.add(ByteBuffer.wrap(new byte[size]));
        }
        Files.createDirectories(folder.resolve("plain"));
        store = new JournalStore(folder.resolve("journals"), timer, Clock.systemUTC(), 1);
        journal = store.open("bench", JournalSettings.DEFAULT, Runnable::run, new Silent());
        journal.beginSession(1);
        nextFile();
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        journal.close();
        store.close();
        file.close();
        timer.shutdownNow();
    }

    /** A plain write for each into new files, of which the oldest goes. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void fileChannel() throws IOException {
        for (ByteBuffer record : records) {
            if (inFile >= FILE_BYTES) {
                file.close();
                nextFile();
            }
            inFile += file.write(record.duplicate());
        }
    }

    /** The journal, a record at a time: as they come when the stream is not busy. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void journalOneByOne() {
        for (ByteBuffer record : records) {
            journal.append(record.duplicate(), 1);
        }
    }

    /** The journal, of records that piled up while it was busy. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void journalUnderLoad() {
        for (ByteBuffer piece : PiledUp.joined(duplicates())) {
            journal.append(piece, 1);
        }
    }

    private List<ByteBuffer> duplicates() {
        List<ByteBuffer> duplicates = new ArrayList<>(RECORDS);
        records.forEach(record -> duplicates.add(record.duplicate()));
        return duplicates;
    }

    private void nextFile() throws IOException {
        Files.deleteIfExists(folder.resolve("plain/" + (number - FILES)));
        file = FileChannel.open(
                folder.resolve("plain/" + number++), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        inFile = 0;
    }

    private static final class Silent implements JournalEvents {
        @Override
        public void failed(String message) {
            throw new IllegalStateException(message);
        }

        @Override
        public void recovered(String message) {}
    }
}
