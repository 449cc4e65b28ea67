package org.threadedstreams.web;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A plain socket that says what it is told to, to the letter, as no browser or library would. */
final class Http implements Closeable {

    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket = new Socket();
    private final String address;
    private final DataInputStream in;

    /**
     * @param headers by their names in lower case
     */
    record Answer(int status, Map<String, String> headers, String body) {}

    Http(String address) throws IOException {
        this(address, 0);
    }

    /**
     * @param receiveBufferBytes how much the system reads ahead; 0 for its default
     */
    Http(String address, int receiveBufferBytes) throws IOException {
        this.address = address;
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        int colon = address.lastIndexOf(':');
        socket.connect(
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    }

    /** Asks, with a Host that is right unless the headers have one. */
    Http ask(String method, String target, String... headers) throws IOException {
        StringBuilder request =
                new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        boolean host = false;
        for (String header : headers) {
            host |= header.toLowerCase(Locale.ROOT).startsWith("host:");
            request.append(header).append("\r\n");
        }
        return send(
                (request + (host ? "" : "Host: " + address + "\r\n") + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    Http send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    Answer answer() throws IOException {
        return answer(true);
    }

    /**
     * @param body whether one follows
     */
    Answer answer(boolean body) throws IOException {
        String status = line();
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        byte[] content = new byte[body ? Integer.parseInt(headers.getOrDefault("content-length", "0")) : 0];
        in.readFully(content);
        return new Answer(Integer.parseInt(status.split(" ")[1]), headers, new String(content, StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("after " + line);
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    DataInputStream in() {
        return in;
    }

    /** Whether the server has closed the connection, with nothing more to read. */
    boolean ended() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** Reads everything until the end. */
    byte[] rest() throws IOException {
        try (InputStream all = in) {
            return all.readAllBytes();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
