package org.threadedstreams.faults.peer;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.faults.content.Content;
import org.threadedstreams.faults.content.OutputCheck;

/**
 * One connection of a peer of a hub. It sends as much as it is allowed to, and judges what it receives.
 *
 * <p>Safe for many threads; sockets are used on the hub's thread only.
 */
public final class HubConnection implements AutoCloseable {

    private static final int CHUNK_BYTES = 16 * 1024;

    private final PeerHub hub;
    private final int number;
    private final SocketChannel channel;
    private final Content content;
    private final OutputCheck output;

    // On the hub's thread.
    private @Nullable SelectionKey key;
    private ByteBuffer chunk = ByteBuffer.allocate(0);
    private boolean unsendable;

    // Guarded by this.
    private long allowed;
    private long offered;
    private long sent;
    private boolean finishing;
    private boolean finished;
    private boolean deaf;
    private String end = "";

    HubConnection(PeerHub hub, int number, SocketChannel channel, Content content, long seed) {
        this.hub = hub;
        this.number = number;
        this.channel = channel;
        this.content = content;
        this.output = new OutputCheck(seed);
    }

    /** On the hub's thread. */
    void start() throws IOException {
        key = hub.register(channel, SelectionKey.OP_READ, this::ready);
        send();
    }

    public int number() {
        return number;
    }

    /** What the gateway wrote to it. */
    public OutputCheck output() {
        return output;
    }

    /** Sends so many bytes more. */
    public void allow(long bytes) {
        synchronized (this) {
            allowed += bytes;
        }
        hub.execute(this::send);
    }

    /** How many bytes it may have sent: some of them may never have left. */
    public synchronized long offered() {
        return offered;
    }

    /** How many bytes the system took. */
    public synchronized long sent() {
        return sent;
    }

    /** Whether it has sent all that it may. */
    public synchronized boolean quiet() {
        return sent == allowed;
    }

    /** Ends the connection in good order after what it is sending now. */
    public void finish() {
        synchronized (this) {
            finishing = true;
        }
        hub.execute(this::send);
    }

    /** Receives nothing more, and does not end the connection. */
    public void stopReading() {
        synchronized (this) {
            deaf = true;
        }
        hub.execute(this::want);
    }

    /** Goes on with what {@link #stopReading} stopped. */
    public void readAgain() {
        synchronized (this) {
            deaf = false;
        }
        hub.execute(this::want);
    }

    /** Breaks the connection off with a reset. */
    public void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        hub.execute(() -> over("reset"));
    }

    public synchronized boolean isOver() {
        return !end.isEmpty();
    }

    /** Whether it ended in good order: it sent its end, and then the gateway closed. */
    public synchronized boolean endedWell() {
        return finished && end.equals("the gateway closed");
    }

    private void ready(SelectionKey ready) {
        if (ready.isReadable()) {
            receive();
        }
        if (ready.isValid() && ready.isWritable()) {
            send();
        }
    }

    private void receive() {
        ByteBuffer buffer = hub.buffer();
        try {
            int count = channel.read(buffer);
            if (count < 0) {
                over("the gateway closed");
                return;
            }
            byte[] bytes = new byte[count];
            buffer.flip().get(bytes);
            output.accept(bytes, count);
        } catch (IOException e) {
            over("receiving: " + e);
        }
    }

    private void send() {
        try {
            while (!unsendable && channel.isOpen() && next()) {
                int count = channel.write(chunk);
                sent(count);
                if (chunk.hasRemaining()) {
                    break;
                }
            }
        } catch (IOException e) {
            // Receiving tells of it too, after what there still is to receive.
            unsendable = true;
        }
        want();
    }

    /** Whether there is something to send. */
    private synchronized boolean next() throws IOException {
        if (chunk.hasRemaining()) {
            return true;
        }
        if (finishing) {
            if (!finished) {
                finished = true;
                channel.shutdownOutput();
            }
            return false;
        }
        int count = (int) Math.min(allowed - offered, CHUNK_BYTES);
        chunk = ByteBuffer.wrap(content.bytes(number, offered, count));
        offered += count;
        return count > 0;
    }

    private synchronized void sent(int count) {
        sent += count;
    }

    private void want() {
        SelectionKey now = key;
        if (now == null || !channel.isOpen()) {
            return;
        }
        int reading;
        synchronized (this) {
            reading = deaf ? 0 : SelectionKey.OP_READ;
        }
        try {
            now.interestOps(reading | (chunk.hasRemaining() && !unsendable ? SelectionKey.OP_WRITE : 0));
        } catch (CancelledKeyException closed) {
            // It is over.
        }
    }

    private void over(String why) {
        synchronized (this) {
            if (end.isEmpty()) {
                end = why;
            }
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public synchronized String toString() {
        return "connection " + number + " (allowed " + allowed + ", sent " + sent + " of " + offered
                + (end.isEmpty() ? "" : ", over: " + end) + ")";
    }
}
