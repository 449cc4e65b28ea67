package org.threadedstreams.faults.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.threadedstreams.faults.stream.Await;

/** Ports of other programs on the loopback interface. Stateless. */
final class FreePort {

    private FreePort() {}

    /** One that nobody listens on now. */
    static int any() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Waits until somebody listens there. */
    static void awaitListener(int port) throws Exception {
        Await.until("somebody listens on port " + port, () -> listens(port));
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
