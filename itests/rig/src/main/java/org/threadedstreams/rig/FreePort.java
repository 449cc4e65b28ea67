package org.threadedstreams.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Ports of other programs on the loopback interface. Stateless. */
public final class FreePort {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private FreePort() {}

    /** One that nobody listens on now. */
    public static int any() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Waits until somebody listens there. */
    public static void awaitListener(int port) throws TimeoutException {
        long start = System.nanoTime();
        while (!listens(port)) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new TimeoutException("nobody listens on port " + port);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }
}
