package org.threadedstreams.faults.peer;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Random;
import org.threadedstreams.faults.content.Content;
import org.threadedstreams.faults.content.OutputCheck;
import org.threadedstreams.faults.content.Violation;

/**
 * One connection of a peer. It sends as much as it is allowed to, and judges what it receives.
 *
 * <p>Safe for many threads; it has two of its own, which end with the connection.
 */
public final class PeerConnection implements AutoCloseable {

    private static final int CHUNK_BYTES = 24_000;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final int number;
    private final SocketChannel channel;
    private final Content content;
    private final OutputCheck output;
    private final Random chunks;
    private final long beatMillis;
    private final Thread sender;
    private final Thread receiver;

    // All guarded by this.
    private long allowed;
    private long offered;
    private long sent;
    private boolean finishing;
    private boolean finished;
    private boolean deaf;
    private boolean over;
    private String end = "";

    /**
     * @param beatMillis after how long a silence it sends a byte; 0: never
     */
    PeerConnection(int number, SocketChannel channel, Content content, long seed, long beatMillis) {
        this.beatMillis = beatMillis;
        this.number = number;
        this.channel = channel;
        this.content = content;
        this.output = new OutputCheck(seed);
        this.chunks = new Random(seed ^ number);
        sender = new Thread(this::send, "peer-send");
        receiver = new Thread(this::receive, "peer-receive");
        sender.setDaemon(true);
        receiver.setDaemon(true);
    }

    void start() {
        sender.start();
        receiver.start();
    }

    public int number() {
        return number;
    }

    /** What the gateway wrote to it. */
    public OutputCheck output() {
        return output;
    }

    /** Sends so many bytes more; returns how many it will have sent then. */
    public synchronized long allow(long bytes) {
        allowed += bytes;
        notifyAll();
        return allowed;
    }

    /** How many bytes it may have sent: some of them may never have left. */
    public synchronized long offered() {
        return offered;
    }

    /** How many bytes the system took. */
    public synchronized long sent() {
        return sent;
    }

    /** Waits until so many bytes have been sent. */
    public synchronized void awaitSent(long bytes, Duration limit) throws InterruptedException {
        await(limit, "sends " + bytes + " bytes", () -> sent >= bytes);
    }

    /** Waits until it has sent its last byte and the other side has ended the connection too. */
    public synchronized void awaitOver(Duration limit) throws InterruptedException {
        await(limit, "is ended by the gateway", () -> over);
    }

    /** Why nothing more is received; empty while it may be. */
    public synchronized String end() {
        return end;
    }

    private interface Condition {
        boolean holds();
    }

    private void await(Duration limit, String what, Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            long left = deadline - System.nanoTime();
            if (left <= 0 || over && !condition.holds()) {
                throw new Violation(this + " does not come to where it " + what);
            }
            wait(left / 1_000_000 + 1);
        }
    }

    /** Ends the connection in good order after what it is sending now. */
    public synchronized void finish() {
        finishing = true;
        notifyAll();
    }

    /** Receives nothing more, and does not end the connection. */
    public synchronized void stopReading() {
        deaf = true;
    }

    /** Goes on with what {@link #stopReading} stopped. */
    public synchronized void readAgain() {
        deaf = false;
        notifyAll();
    }

    /** Breaks the connection off with a reset. */
    public void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    private void send() {
        try {
            for (int count = nextChunk(); count > 0; count = nextChunk()) {
                ByteBuffer bytes = ByteBuffer.wrap(content.bytes(number, offered() - count, count));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                sent(count);
            }
            channel.shutdownOutput();
        } catch (IOException e) {
            unsendable("sending: " + e);
        } catch (InterruptedException e) {
            ended("interrupted");
        }
    }

    /** The receiver learns of it too, after what there still is to receive; unless it does not listen. */
    private synchronized void unsendable(String why) {
        if (deaf) {
            ended(why);
        }
    }

    private synchronized int nextChunk() throws InterruptedException {
        while (offered >= allowed && !finishing && !over) {
            wait(beatMillis);
            if (beatMillis > 0 && offered == allowed) {
                allowed++;
            }
        }
        if (finishing || over) {
            finished = finishing;
            notifyAll();
            return 0;
        }
        int count = (int) Math.min(allowed - offered, 1 + chunks.nextInt(CHUNK_BYTES));
        offered += count;
        return count;
    }

    private synchronized void sent(int count) {
        sent += count;
        notifyAll();
    }

    private void receive() {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try {
            while (awaitHearing()) {
                int count = channel.read(buffer.clear());
                if (count < 0) {
                    ended("the gateway closed");
                    return;
                }
                output.accept(buffer.array(), count);
            }
        } catch (IOException e) {
            ended("receiving: " + e);
        } catch (InterruptedException e) {
            ended("interrupted");
        }
    }

    private synchronized boolean awaitHearing() throws InterruptedException {
        while (deaf && !over) {
            wait();
        }
        return !over;
    }

    private synchronized void ended(String why) {
        if (end.isEmpty()) {
            end = why;
        }
        over = true;
        notifyAll();
    }

    /** Whether it ended in good order: it sent its end, and then the gateway closed. */
    public synchronized boolean endedWell() {
        return finished && end.equals("the gateway closed");
    }

    @Override
    public void close() throws IOException {
        ended("closed");
        channel.close();
    }

    @Override
    public synchronized String toString() {
        return "connection " + number + " (allowed " + allowed + ", sent " + sent + " of " + offered
                + (over ? ", over: " + end : "") + ")";
    }
}
