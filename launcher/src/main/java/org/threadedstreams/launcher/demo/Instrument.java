package org.threadedstreams.launcher.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A multimeter that speaks plain text over TCP: it prints a reading twice a second, answers {@code *IDN?} and
 * {@code MEASURE}, and now and then loses its connection in the middle of a line, as such things do.
 *
 * <p>Has a thread that accepts and two for each connection; they end when the instrument is closed.
 */
final class Instrument implements AutoCloseable {

    private static final Duration BETWEEN_READINGS = Duration.ofMillis(500);
    private static final int READINGS_BEFORE_DROP = 45;

    private final ServerSocket server;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Random random = new Random();

    private Instrument(ServerSocket server) {
        this.server = server;
    }

    /**
     * Starts to listen on loopback.
     *
     * @param port 0 for any free one
     */
    static Instrument start(int port) throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        Instrument instrument = new Instrument(server);
        thread("demo-instrument", instrument::accept);
        return instrument;
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                connections.add(connection);
                thread("demo-instrument-answers", () -> answer(connection));
                thread("demo-instrument-readings", () -> printReadings(connection));
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                System.err.println("demo instrument: " + e);
            }
        }
    }

    private void answer(Socket connection) {
        try (connection) {
            BufferedReader commands =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            for (String command = commands.readLine(); command != null; command = commands.readLine()) {
                send(connection, answerTo(command.strip().toUpperCase(Locale.ROOT)));
            }
        } catch (IOException e) {
            // The other side is gone, or this one has hung up: the connection is over either way.
            connections.remove(connection);
        }
    }

    private String answerTo(String command) {
        return switch (command) {
            case "*IDN?" -> "THREADED STREAMS,DEMO METER,0001,1.0\r\n";
            case "MEASURE" -> "MEASURED " + reading() + "\r\n";
            default -> "ERROR unknown command: " + command + "\r\n";
        };
    }

    private void printReadings(Socket connection) {
        try (connection) {
            for (int i = 0; i < READINGS_BEFORE_DROP + random.nextInt(READINGS_BEFORE_DROP); i++) {
                send(connection, reading() + "\r\n");
                Thread.sleep(BETWEEN_READINGS.toMillis());
            }
            send(connection, reading().substring(0, 4));
            // Reset rather than closed in good order.
            connection.setSoLinger(true, 0);
        } catch (IOException | InterruptedException e) {
            connections.remove(connection);
        }
    }

    private String reading() {
        return String.format(Locale.ROOT, "%+.4f V", 5 + random.nextGaussian() / 100);
    }

    private static void send(Socket connection, String text) throws IOException {
        OutputStream out = connection.getOutputStream();
        synchronized (connection) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
    }

    private static void thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
