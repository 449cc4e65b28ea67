package org.threadedstreams.faults.notice;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream's connection ends. It reads what comes, and says something five times a second.
 *
 * <p>Safe for many threads; it has three of its own.
 */
final class FarEnd implements AutoCloseable {

    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final boolean talks;
    private final SocketAddress address;
    private ServerSocketChannel server;
    private @Nullable SocketChannel latest;
    private boolean untouched;
    private boolean deaf;

    private FarEnd(ServerSocketChannel server, boolean talks) throws IOException {
        this.talks = talks;
        this.server = server;
        this.address = server.getLocalAddress();
        start(this::accept);
        start(this::talk);
    }

    /** Listens on the loopback interface. */
    static FarEnd tcp() throws IOException {
        return new FarEnd(listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), false);
    }

    /** Listens on a Unix domain socket. */
    static FarEnd unix(Path path, boolean talks) throws IOException {
        return new FarEnd(
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path)), talks);
    }

    private static ServerSocketChannel listen(SocketAddress address) throws IOException {
        return ServerSocketChannel.open()
                .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                .bind(address);
    }

    int port() {
        return ((InetSocketAddress) address).getPort();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "far-end");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        ServerSocketChannel here = server();
        try {
            while (true) {
                SocketChannel next = here.accept();
                use(next);
                start(() -> read(next));
            }
        } catch (IOException closed) {
            // It listens no more.
        }
    }

    private synchronized ServerSocketChannel server() {
        return server;
    }

    private synchronized void use(SocketChannel next) {
        latest = next;
        untouched = true;
        deaf = false;
        notifyAll();
    }

    private void read(SocketChannel from) {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try {
            while (from.read(buffer.clear()) >= 0) {
                awaitHearing();
            }
        } catch (IOException | InterruptedException over) {
            // So is this connection.
        }
    }

    private synchronized void awaitHearing() throws InterruptedException {
        while (deaf) {
            wait();
        }
    }

    private void talk() {
        while (talks && server().isOpen()) {
            LockSupport.parkNanos(BEAT_NANOS);
            SocketChannel to = current();
            try {
                if (to != null) {
                    to.write(ByteBuffer.wrap(new byte[] {'.'}));
                }
            } catch (IOException over) {
                // The next connection is spoken to.
            }
        }
    }

    private synchronized @Nullable SocketChannel current() {
        return latest;
    }

    /** The connection that nothing happened to yet, once there is one. */
    private synchronized SocketChannel connection() throws InterruptedException {
        while (latest == null || !untouched) {
            wait();
        }
        untouched = false;
        return latest;
    }

    /** Breaks the connection off. */
    void reset() throws IOException, InterruptedException {
        connection().setOption(StandardSocketOptions.SO_LINGER, 0).close();
    }

    /** Ends the connection in good order. */
    void finish() throws IOException, InterruptedException {
        connection().shutdownOutput();
    }

    /** Reads no more from this connection. */
    synchronized void stopReading() throws InterruptedException {
        connection();
        deaf = true;
    }

    /** Breaks the connection off, and takes no other. */
    void refuse() throws IOException, InterruptedException {
        server().close();
        reset();
    }

    /** Takes connections again where it did. */
    synchronized void listenAgain() throws IOException {
        server = listen(address);
        start(this::accept);
    }

    @Override
    public void close() throws IOException {
        server().close();
        SocketChannel open = current();
        if (open != null) {
            open.close();
        }
    }
}
