package org.threadedstreams.benchmarks.bare;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;

/** {@code PORT}: the JDK's blocking socket, read to its end. */
public final class SocketDrain implements Worker {

    private final byte[] piece = new byte[64 * 1024];

    @Override
    public String run(List<String> words) throws Exception {
        long bytes = 0;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(words.get(0)))) {
            InputStream in = socket.getInputStream();
            for (int got = in.read(piece); got >= 0; got = in.read(piece)) {
                bytes += got;
            }
            return "end=" + System.nanoTime() + " bytes=" + bytes;
        }
    }
}
