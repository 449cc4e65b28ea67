package org.threadedstreams.api.blocking;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamListener;

/** Notes what it is told, and every breach of the order. */
final class NotingListener implements StreamListener {

    final List<String> breaches = new CopyOnWriteArrayList<>();
    final List<String> losses = new CopyOnWriteArrayList<>();
    final CountDownLatch opened = new CountDownLatch(1);
    final CountDownLatch ended = new CountDownLatch(1);
    volatile Runnable onReceived = () -> {};
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final List<ByteBuffer> buffers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile StreamEnd end;

    @Override
    public void opened() {
        tell("opened", () -> opened.countDown());
    }

    @Override
    public void received(ByteBuffer bytes) {
        tell("received", () -> {
            if (opened.getCount() > 0) {
                breaches.add("received before opened");
            }
            buffers.add(bytes);
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            synchronized (received) {
                received.writeBytes(copy);
            }
            onReceived.run();
        });
    }

    @Override
    public void lost(long bytes, String cause) {
        tell("lost", () -> losses.add(bytes + " after " + received().length + ": " + cause));
    }

    @Override
    public void ended(StreamEnd how) {
        tell("ended", () -> end = how);
        ended.countDown();
    }

    private void tell(String what, Runnable note) {
        if (!told.compareAndSet(false, true)) {
            breaches.add(what + " while told something else");
        }
        if (end != null) {
            breaches.add(what + " after the end");
        }
        try {
            note.run();
        } finally {
            told.set(false);
        }
    }

    byte[] received() {
        synchronized (received) {
            return received.toByteArray();
        }
    }

    List<ByteBuffer> buffers() {
        return buffers;
    }

    boolean isEnded() {
        return ended.getCount() == 0;
    }

    StreamEnd end() {
        return end;
    }
}
