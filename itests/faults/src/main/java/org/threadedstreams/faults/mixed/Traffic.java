package org.threadedstreams.faults.mixed;

import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.threadedstreams.faults.content.Written;
import org.threadedstreams.faults.peer.HubConnection;

/** Has bytes go both ways on every stream, all the time. It has one thread. */
final class Traffic implements AutoCloseable {

    private static final long PERIOD_MILLIS = 2_000;
    private static final long TICK_MILLIS = 20;
    private static final int WINDOW = 4;
    private static final int MOST_READ_BYTES = 2_000;
    private static final int MOST_WRITTEN_BYTES = 1_000;
    private static final int BURST_BYTES = 40_000;
    private static final int ONE_BURST_IN = 50;
    private static final int ONE_UNWANTED_IN = 10;

    private final List<MixedStream> streams;
    private final Random random;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "traffic"));
    private double due;
    private int next;

    Traffic(List<MixedStream> streams, long seed) {
        this.streams = streams;
        this.random = new Random(seed);
        thread.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        for (due += (double) streams.size() * TICK_MILLIS / PERIOD_MILLIS; due >= 1; due--) {
            pour(streams.get(next));
            next = (next + 1) % streams.size();
        }
    }

    private void pour(MixedStream stream) {
        HubConnection connection = stream.peer().latest();
        if (connection != null && !connection.isOver() && !stream.isQuiet()) {
            connection.allow(1 + bytes(MOST_READ_BYTES));
        }
        // A stream that is not open refuses, which must be told too.
        if (stream.requests().waiting() < WINDOW && (stream.isOpen() || random.nextInt(ONE_UNWANTED_IN) == 0)) {
            stream.requests().write(Written.HEADER_BYTES + bytes(MOST_WRITTEN_BYTES));
        }
    }

    private int bytes(int most) {
        return random.nextInt(random.nextInt(ONE_BURST_IN) == 0 ? BURST_BYTES : most);
    }

    /** No more of it. */
    @Override
    public void close() throws InterruptedException {
        thread.shutdown();
        thread.awaitTermination(MixedStream.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
