package org.threadedstreams.benchmarks.bare;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;

/** {@code PORT TIMES}: the JDK's blocking socket, each time a line written and read until the prompt. */
public final class SocketAsk implements Worker {

    private static final byte[] LINE = "status\n".getBytes(US_ASCII);
    private static final String PROMPT = "ready> ";

    @Override
    public String run(List<String> words) throws Exception {
        int times = Integer.parseInt(words.get(1));
        Latencies latencies = new Latencies(times);
        byte[] piece = new byte[4096];
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(words.get(0)))) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            for (int i = 0; i < times; i++) {
                long start = System.nanoTime();
                out.write(LINE);
                int length = 0;
                do {
                    int got = in.read(piece, length, piece.length - length);
                    if (got < 0) {
                        throw new EOFException();
                    }
                    length += got;
                } while (!new String(piece, 0, length, US_ASCII).contains(PROMPT));
                latencies.since(start);
            }
        }
        return latencies.answer();
    }
}
