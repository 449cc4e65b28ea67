package org.threadedstreams.api.blocking;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;

/**
 * A port that does what a test tells it, and notes every breach of the way it is to be called.
 *
 * <p>Scripted on the test's thread, called on the transport's.
 */
final class ScriptedPort implements BlockingPort {

    enum Call {
        OPEN,
        READ,
        TELL,
        WRITE,
        CONTROL,
        INTERRUPT,
        CLOSE
    }

    interface Write {
        int write(byte[] from, int offset, int length) throws IOException;
    }

    private sealed interface Step {
        record Bytes(byte[] bytes) implements Step {}

        /** A loss, and what is read after it. */
        record Loss(long lost, byte[] bytes) implements Step {}

        record End() implements Step {}

        record Failure(IOException failure) implements Step {}
    }

    final List<String> breaches = new CopyOnWriteArrayList<>();
    final Map<Call, String> threads = new ConcurrentHashMap<>();
    final List<String> operations = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Step> input = new LinkedBlockingQueue<>();
    private final Map<Call, AtomicInteger> counts = new EnumMap<>(Call.class);
    private final Map<Call, AtomicBoolean> underWay = new EnumMap<>(Call.class);
    private final Map<Call, CountDownLatch> hangs = new ConcurrentHashMap<>();
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private volatile Write write = (from, offset, length) -> length;
    private volatile String lastWords = "";
    private volatile long lost;
    private volatile boolean closed;

    ScriptedPort() {
        for (Call call : Call.values()) {
            counts.put(call, new AtomicInteger());
            underWay.put(call, new AtomicBoolean());
        }
    }

    // The script

    ScriptedPort gives(byte... bytes) {
        input.add(new Step.Bytes(bytes));
        return this;
    }

    ScriptedPort loses(long bytes, byte... after) {
        input.add(new Step.Loss(bytes, after));
        return this;
    }

    /** From now on so much is lost, without anything being read. */
    ScriptedPort losesUnseen(long bytes) {
        lost = bytes;
        return this;
    }

    ScriptedPort ends() {
        input.add(new Step.End());
        return this;
    }

    ScriptedPort failsToRead(IOException failure) {
        input.add(new Step.Failure(failure));
        return this;
    }

    ScriptedPort writes(Write behaviour) {
        write = behaviour;
        return this;
    }

    ScriptedPort lastWords(String words) {
        lastWords = words;
        return this;
    }

    /** From now on such calls do not return before the latch is open. */
    CountDownLatch hangs(Call call) {
        CountDownLatch release = new CountDownLatch(1);
        hangs.put(call, release);
        return release;
    }

    int count(Call call) {
        return counts.get(call).get();
    }

    boolean isUnderWay(Call call) {
        return underWay.get(call).get();
    }

    // The port

    @Override
    public void open() {
        begin(Call.OPEN);
        end(Call.OPEN);
    }

    @Override
    public int maxReadBytes() {
        return 64;
    }

    @Override
    public int read(byte[] into) throws IOException {
        begin(Call.READ);
        try {
            Step step = interrupted.getCount() == 0 ? input.poll() : nextStep();
            if (step instanceof Step.Bytes next) {
                return give(next.bytes(), into);
            }
            if (step instanceof Step.Loss next) {
                lost = next.lost();
                return give(next.bytes(), into);
            }
            if (step instanceof Step.Failure next) {
                throw next.failure();
            }
            return step == null ? 0 : -1;
        } finally {
            end(Call.READ);
        }
    }

    private static int give(byte[] bytes, byte[] into) {
        System.arraycopy(bytes, 0, into, 0, bytes.length);
        Arrays.fill(into, bytes.length, into.length, (byte) '?');
        return bytes.length;
    }

    @Override
    public void tellLosses(Losses losses) {
        begin(Call.TELL);
        if (lost != 0) {
            losses.lost(lost, "scripted");
            lost = 0;
        }
        end(Call.TELL);
    }

    private Step nextStep() {
        try {
            for (int i = 0; i < 100; i++) {
                Step step = input.poll(10, TimeUnit.MILLISECONDS);
                if (step != null || interrupted.getCount() == 0) {
                    return step;
                }
            }
            return null;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a reading thread", e);
        }
    }

    @Override
    public int write(byte[] from, int offset, int length) throws IOException {
        begin(Call.WRITE);
        try {
            return write.write(from, offset, length);
        } finally {
            end(Call.WRITE);
        }
    }

    @Override
    public void control(String op, Map<String, Object> args) throws IOException, StreamException {
        begin(Call.CONTROL);
        try {
            operations.add(op);
            switch (op) {
                case "unknown" -> throw new StreamException(StreamCode.REFUSED, "unknown: only known ones");
                case "broken" -> throw new IOException("the system does not let us");
                default -> {}
            }
        } finally {
            end(Call.CONTROL);
        }
    }

    @Override
    public void interrupt() {
        begin(Call.INTERRUPT);
        interrupted.countDown();
        end(Call.INTERRUPT);
    }

    @Override
    public String close() {
        if (count(Call.OPEN) == 0) {
            breaches.add("close came without open");
        }
        begin(Call.CLOSE);
        closed = true;
        end(Call.CLOSE);
        return lastWords;
    }

    boolean awaitInterrupted(long millis) {
        try {
            return interrupted.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a writing thread", e);
        }
    }

    private void begin(Call call) {
        threads.put(call, Thread.currentThread().getName());
        if (!underWay.get(call).compareAndSet(false, true)) {
            breaches.add(call + " came while another was under way");
        }
        if (closed) {
            breaches.add(call + " came after close");
        }
        int count = counts.get(call).incrementAndGet();
        if (count > 1 && (call == Call.OPEN || call == Call.INTERRUPT || call == Call.CLOSE)) {
            breaches.add(call + " came " + count + " times");
        }
        CountDownLatch release = hangs.get(call);
        if (release != null) {
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new UncheckedIOException(new IOException("a native call cannot be interrupted", e));
            }
        }
    }

    private void end(Call call) {
        underWay.get(call).set(false);
    }
}
