package org.threadedstreams.api.blocking;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamListener;

/**
 * The reading half, which also opens and closes the port, and alone speaks to the listener.
 *
 * <p>{@link #run} is the reading thread.
 */
final class PortReader implements Runnable {

    private static final long DRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(BlockingTransport.DRAIN_MILLIS);

    private final BlockingPort port;
    private final PortLife life;
    private final StreamListener listener;
    private final Consumer<StreamEnd> finish;
    private final Runnable startWriting;
    private final Runnable beforeEnded;
    private final StringBuilder epilogue = new StringBuilder();
    private byte[] buffer = {};
    private boolean mayHaveMore;
    private boolean wasOpen;

    /**
     * @param finish begins the end, unless it has begun
     * @param startWriting called when the port is open
     * @param beforeEnded called when nobody is in the port any more
     */
    PortReader(
            BlockingPort port,
            PortLife life,
            StreamListener listener,
            Consumer<StreamEnd> finish,
            Runnable startWriting,
            Runnable beforeEnded) {
        this.port = port;
        this.life = life;
        this.listener = listener;
        this.finish = finish;
        this.startWriting = startWriting;
        this.beforeEnded = beforeEnded;
    }

    @Override
    public void run() {
        StreamEnd cause = life.beginOpen() ? liveAndClose() : life.awaitEnd();
        life.awaitAllCalls();
        beforeEnded.run();
        listener.ended(new StreamEnd(cause.code(), cause.message() + epilogue, cause.remedy()));
    }

    private StreamEnd liveAndClose() {
        try {
            port.open();
        } catch (Throwable e) {
            finish.accept(BlockingTransport.end(StreamCode.CONNECT_FAILED, e));
        }
        try {
            if (life.beginOpened()) {
                wasOpen = true;
                listener.opened();
                startWriting.run();
                readUntilEnd();
            }
        } catch (Throwable e) {
            mayHaveMore = false;
            finish.accept(BlockingTransport.end(StreamCode.READ_FAILED, e));
        }
        StreamEnd cause = life.awaitEnd();
        life.awaitInterrupted(BlockingTransport.INTERRUPT_MILLIS);
        drain();
        tellLastLosses();
        close();
        return cause;
    }

    private void readUntilEnd() throws IOException {
        buffer = new byte[port.maxReadBytes()];
        while (life.awaitResumed()) {
            mayHaveMore = read() >= 0;
            if (!mayHaveMore) {
                finish.accept(new StreamEnd(StreamCode.END_OF_STREAM, "end of stream"));
            }
        }
    }

    private int read() throws IOException {
        int count = port.read(buffer);
        try {
            port.tellLosses(listener::lost);
        } finally {
            if (count > 0) {
                listener.received(ByteBuffer.wrap(Arrays.copyOf(buffer, count)));
            }
        }
        return count;
    }

    private void drain() {
        long start = System.nanoTime();
        try {
            while (mayHaveMore && System.nanoTime() - start < DRAIN_NANOS) {
                mayHaveMore = read() > 0;
            }
        } catch (Throwable e) {
            epilogue.append(": reading the rest failed: ").append(BlockingTransport.words(e));
        }
    }

    private void tellLastLosses() {
        try {
            if (wasOpen) {
                port.tellLosses(listener::lost);
            }
        } catch (Throwable e) {
            epilogue.append(": counting what was lost failed: ").append(BlockingTransport.words(e));
        }
    }

    private void close() {
        try {
            String words = port.close();
            if (!words.isEmpty()) {
                epilogue.append(": ").append(words);
            }
        } catch (Throwable e) {
            epilogue.append(": closing failed: ").append(BlockingTransport.words(e));
        }
    }
}
