package org.threadedstreams.transport.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** A line to a server on loopback that can be slow, and that can go dead: connected as ever, and nothing passes. */
final class Line implements AutoCloseable {

    private static final int SMALL_BUFFER_BYTES = 16 * 1024;
    private static final int PIECE_BYTES = 2 * 1024;

    private final ServerSocket entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final int server;
    private volatile boolean dead;
    private volatile long towardsUsBytesPerSecond = Long.MAX_VALUE;

    Line(int server) throws IOException {
        this.server = server;
        spawn("line-accept", this::accept);
    }

    int port() {
        return entry.getLocalPort();
    }

    /** From now on nothing passes in either direction, and neither end is told. */
    void goDead() {
        dead = true;
    }

    /** Limits what comes from the server; what is on its way is little. */
    void slowDown(long bytesPerSecond) {
        towardsUsBytesPerSecond = bytesPerSecond;
    }

    private void accept() throws IOException {
        while (!entry.isClosed()) {
            Socket near = entry.accept();
            sockets.add(near);
            Socket far = new Socket();
            sockets.add(far);
            far.setReceiveBufferSize(SMALL_BUFFER_BYTES);
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server));
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            spawn("line-out", () -> pass(near, far, false));
            spawn("line-in", () -> pass(far, near, true));
        }
    }

    private void pass(Socket from, Socket to, boolean towardsUs) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
            while (dead && !from.isClosed()) {
                LockSupport.parkNanos(1_000_000);
            }
            if (towardsUs && towardsUsBytesPerSecond != Long.MAX_VALUE) {
                LockSupport.parkNanos(1_000_000_000L * length / towardsUsBytesPerSecond);
            }
            out.write(piece, 0, length);
        }
        to.shutdownOutput();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void spawn(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // The sockets are closed from both sides.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        entry.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
