package org.threadedstreams.benchmarks.bare;

import com.fazecast.jSerialComm.SerialPort;
import java.io.IOException;
import java.util.List;

/** {@code PATH echo TIMES}, {@code PATH take BYTES}: jSerialComm, blocking. */
public final class SerialWorker implements Worker {

    private static final int PIECE = 64 * 1024;

    @Override
    public String run(List<String> words) throws Exception {
        SerialPort port = SerialPort.getCommPort(words.get(0));
        port.setBaudRate(115_200);
        port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, 0, 0);
        if (!port.openPort()) {
            throw new IOException("jSerialComm does not open " + words.get(0) + ": error " + port.getLastErrorCode());
        }
        try {
            long amount = Long.parseLong(words.get(2));
            return words.get(1).equals("echo") ? echo(port, (int) amount) : take(port, amount);
        } finally {
            port.closePort();
        }
    }

    private static String echo(SerialPort port, int times) throws IOException {
        Latencies latencies = new Latencies(times);
        byte[] one = {'x'};
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            port.writeBytes(one, 1);
            read(port, one);
            latencies.since(start);
        }
        return latencies.answer();
    }

    private static String take(SerialPort port, long bytes) throws IOException {
        byte[] piece = new byte[PIECE];
        System.out.println("listening=1");
        for (long left = bytes; left > 0; ) {
            left -= read(port, piece);
        }
        return "end=" + System.nanoTime();
    }

    private static int read(SerialPort port, byte[] into) throws IOException {
        int got = port.readBytes(into, into.length);
        if (got <= 0) {
            throw new IOException("jSerialComm read " + got + ", error " + port.getLastErrorCode());
        }
        return got;
    }
}
