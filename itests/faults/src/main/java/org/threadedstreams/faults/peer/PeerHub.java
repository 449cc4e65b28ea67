package org.threadedstreams.faults.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Many peers on one thread.
 *
 * <p>Safe for many threads.
 */
public final class PeerHub implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final Selector selector = Selector.open();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final Thread thread;

    /** What a channel belongs to. On the hub's thread. */
    interface Member {
        void ready(SelectionKey key) throws IOException;
    }

    public PeerHub() throws IOException {
        thread = new Thread(this::run, "peer-hub");
        thread.setDaemon(true);
        thread.start();
    }

    /** Has something done on the hub's thread. */
    void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** On the hub's thread. */
    SelectionKey register(SelectableChannel channel, int interest, Member member) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, interest, member);
    }

    /** For what is used up before the hub's thread goes on. */
    ByteBuffer buffer() {
        return buffer.clear();
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select();
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                selector.selectedKeys().forEach(PeerHub::ready);
                selector.selectedKeys().clear();
            }
        } catch (ClosedSelectorException closed) {
            // It is over.
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void ready(SelectionKey key) {
        try {
            if (key.isValid()) {
                ((Member) key.attachment()).ready(key);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
