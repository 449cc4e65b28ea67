package org.threadedstreams.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamListener;

/**
 * Records what a connection tells, and every breach of {@link StreamListener}'s contract: one call at a time, opened
 * first, ended once and last, no empty buffer, none altered afterwards, nothing read before the first resume, never
 * called from inside a call of the connection.
 *
 * <p>Told on the provider's threads, asked on any.
 */
public final class RecordingListener implements StreamListener {

    private record Chunk(ByteBuffer bytes, long crc) {}

    /**
     * A loss that was told.
     *
     * @param at how many bytes had been received before it
     */
    public record Loss(long at, long bytes, String cause) {}

    private final AtomicBoolean telling = new AtomicBoolean();
    private final AtomicReference<@Nullable StreamEnd> end = new AtomicReference<>();
    private final CountDownLatch opened = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Queue<Chunk> chunks = new ConcurrentLinkedQueue<>();
    private final AtomicLong receivedBytes = new AtomicLong();
    private final AtomicLong lostBytes = new AtomicLong();
    private final Queue<Loss> losses = new ConcurrentLinkedQueue<>();
    private final Queue<String> breaches = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<@Nullable String> callInProgress = new ThreadLocal<>();
    private volatile boolean resumed;
    private volatile Runnable afterOpened = () -> {};
    private volatile Runnable afterReceived = () -> {};

    @Override
    public void opened() {
        tell("opened", () -> {
            if (opened.getCount() == 0) {
                breaches.add("opened came twice");
            }
            opened.countDown();
            afterOpened.run();
        });
    }

    @Override
    public void received(ByteBuffer bytes) {
        tell("received", () -> {
            if (opened.getCount() != 0) {
                breaches.add("received came before opened");
            }
            if (!resumed) {
                breaches.add("received came before the first resume");
            }
            if (!bytes.hasRemaining()) {
                breaches.add("received came with no byte");
            }
            ByteBuffer view = bytes.asReadOnlyBuffer();
            chunks.add(new Chunk(view, crc(view)));
            receivedBytes.addAndGet(view.remaining());
            afterReceived.run();
        });
    }

    @Override
    public void lost(long bytes, String cause) {
        tell("lost", () -> {
            if (opened.getCount() != 0) {
                breaches.add("lost came before opened");
            }
            lostBytes.addAndGet(Math.max(bytes, 1));
            losses.add(new Loss(receivedBytes.get(), bytes, cause));
        });
    }

    @Override
    public void ended(StreamEnd how) {
        tell("ended", () -> {
            end.set(how);
            if (how.message().isBlank()) {
                breaches.add("ended came without a message");
            }
        });
        ended.countDown();
    }

    private void tell(String what, Runnable record) {
        String call = callInProgress.get();
        if (call != null) {
            breaches.add(what + " came from inside " + call + " on the caller's thread");
        }
        if (!telling.compareAndSet(false, true)) {
            breaches.add(what + " came while another call was in progress");
        }
        if (end.get() != null) {
            breaches.add(what + " came after ended");
        }
        record.run();
        telling.set(false);
    }

    /** Marks the calling thread as inside a call of the connection while it runs. */
    <T> T inside(String call, Supplier<T> body) {
        String outer = callInProgress.get();
        callInProgress.set(call);
        try {
            return body.get();
        } finally {
            callInProgress.set(outer);
        }
    }

    void resuming() {
        resumed = true;
    }

    /** Runs the action at the end of {@link #opened}, on the provider's thread. */
    public RecordingListener afterOpened(Runnable action) {
        afterOpened = action;
        return this;
    }

    /** Runs the action at the end of each {@link #received}, on the provider's thread. */
    public RecordingListener afterReceived(Runnable action) {
        afterReceived = action;
        return this;
    }

    public boolean isOpened() {
        return opened.getCount() == 0;
    }

    /** Whether {@link #ended} came and has returned. */
    public boolean isEnded() {
        return ended.getCount() == 0;
    }

    public long receivedBytes() {
        return receivedBytes.get();
    }

    public long lostBytes() {
        return lostBytes.get();
    }

    /** The losses told, in order. */
    public List<Loss> losses() {
        return List.copyOf(losses);
    }

    /** Everything received, in order. */
    public byte[] received() {
        List<Chunk> all = new ArrayList<>(chunks);
        ByteBuffer joined = ByteBuffer.allocate(
                all.stream().mapToInt(chunk -> chunk.bytes().remaining()).sum());
        all.forEach(chunk -> joined.put(chunk.bytes().duplicate()));
        return joined.array();
    }

    public void awaitOpened(Duration patience) {
        await(opened, patience, "opened");
    }

    public StreamEnd awaitEnded(Duration patience) {
        await(ended, patience, "ended");
        StreamEnd how = end.get();
        return Objects.requireNonNull(how);
    }

    /** Waits until that many bytes came, and gives everything received. */
    public byte[] awaitReceived(long bytes, Duration patience) {
        Awaitility.await("received " + bytes + " bytes")
                .pollInterval(Duration.ofMillis(2))
                .atMost(patience)
                .until(() -> receivedBytes.get() >= bytes || isEnded());
        assertThat(receivedBytes.get()).as("bytes received; %s", this).isGreaterThanOrEqualTo(bytes);
        return received();
    }

    private void await(CountDownLatch latch, Duration patience, String what) {
        try {
            assertThat(latch.await(patience.toMillis(), TimeUnit.MILLISECONDS))
                    .as("%s within %s; %s", what, patience, this)
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + what, e);
        }
    }

    /** Fails if the provider broke the listener's contract, or altered a buffer that it had handed over. */
    public void assertContractKept() {
        List<String> found = new ArrayList<>(breaches);
        if (chunks.stream().anyMatch(chunk -> crc(chunk.bytes()) != chunk.crc())) {
            found.add("a buffer was altered after it was handed over");
        }
        assertThat(found).as("breaches of the listener's contract").isEmpty();
    }

    private static long crc(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes.duplicate());
        return crc.getValue();
    }

    @Override
    public String toString() {
        return (isOpened() ? "opened" : "not opened") + ", " + receivedBytes + " bytes received, end " + end
                + (breaches.isEmpty() ? "" : ", breaches " + breaches);
    }
}
