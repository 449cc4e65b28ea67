package org.threadedstreams.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A TCP peer that answers everything with itself, on any number of connections. Has a daemon thread for each. */
final class EchoDevice implements AutoCloseable {

    private final ServerSocket server;

    EchoDevice() {
        try {
            server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                start(() -> echo(client));
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    private static void echo(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException gone) {
            // The gateway was killed.
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "echo-device");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
