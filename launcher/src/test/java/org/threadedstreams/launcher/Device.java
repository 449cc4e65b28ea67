package org.threadedstreams.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A TCP peer of a stream: says what it is told to, and remembers what it was sent.
 *
 * <p>Safe from any thread; has one that accepts and reads.
 */
final class Device implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final ServerSocket server = new ServerSocket();
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private volatile @Nullable Socket peer;

    /** A device, and the file that makes it a stream of the home. */
    Device(Path home, String stream) throws IOException {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread reader = new Thread(this::acceptAndRead, "device-" + stream);
        reader.setDaemon(true);
        reader.start();
        Files.writeString(
                home.resolve("etc/stream-" + stream + ".cfg"),
                "transport = tcp\nhost = 127.0.0.1\nport = " + server.getLocalPort() + "\nreconnectMaxMillis = 1000\n");
    }

    void say(String text) throws IOException {
        Awaitility.await().atMost(LIMIT).until(() -> peer != null);
        peer.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** All that it was sent. */
    String heard() {
        synchronized (heard) {
            return heard.toString(StandardCharsets.UTF_8);
        }
    }

    /** Ends the connection; the next one is taken. */
    void hangUp() throws IOException {
        Socket current = peer;
        peer = null;
        current.shutdownOutput();
        current.close();
    }

    @Override
    public void close() throws IOException {
        server.close();
        Socket current = peer;
        if (current != null) {
            current.close();
        }
    }

    private void acceptAndRead() {
        while (!server.isClosed()) {
            try {
                Socket accepted = server.accept();
                peer = accepted;
                InputStream in = accepted.getInputStream();
                byte[] piece = new byte[8192];
                for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                    synchronized (heard) {
                        heard.write(piece, 0, count);
                    }
                }
            } catch (IOException ended) {
                // This connection is over; so is the device where its server is closed.
                continue;
            }
        }
    }
}
