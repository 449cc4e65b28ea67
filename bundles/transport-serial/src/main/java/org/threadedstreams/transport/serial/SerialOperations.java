package org.threadedstreams.transport.serial;

import com.fazecast.jSerialComm.SerialPort;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;

/**
 * What can be done to a port beside reading and writing: {@code break} with {@code millis}, {@code dtr} and {@code rts} with
 * {@code value}.
 *
 * <p>For one thread at a time.
 */
final class SerialOperations {

    private static final int MAX_BREAK_MILLIS = 10_000;

    private final String name;
    private final SerialPort port;
    private final CountDownLatch interrupted;

    /** @param interrupted ends a break early */
    SerialOperations(String name, SerialPort port, CountDownLatch interrupted) {
        this.name = name;
        this.port = port;
        this.interrupted = interrupted;
    }

    void perform(String op, Map<String, Object> args) throws IOException, StreamException {
        switch (op) {
            case "break" -> sendBreak(millis(args.get("millis")));
            case "dtr" -> set("DTR", value(op, args.get("value")) ? port::setDTR : port::clearDTR);
            case "rts" -> set("RTS", value(op, args.get("value")) ? port::setRTS : port::clearRTS);
            default -> throw refused(op + ": a serial stream knows break (millis), dtr (value) and rts (value)");
        }
    }

    private void sendBreak(int millis) throws IOException {
        set("break", port::setBreak);
        try {
            interrupted.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            set("the end of the break", port::clearBreak);
        }
    }

    private void set(String what, BooleanSupplier line) throws IOException {
        if (!line.getAsBoolean()) {
            throw new IOException(name + ": " + what + " cannot be set: " + SystemError.words(port.getLastErrorCode()));
        }
    }

    private static int millis(@Nullable Object value) throws StreamException {
        if (value instanceof Number number
                && number.doubleValue() >= 1
                && number.doubleValue() <= MAX_BREAK_MILLIS
                && number.doubleValue() == number.intValue()) {
            return number.intValue();
        }
        throw refused("break: millis must be a whole number, 1 to " + MAX_BREAK_MILLIS);
    }

    private static boolean value(String op, @Nullable Object value) throws StreamException {
        if (value instanceof Boolean on) {
            return on;
        }
        throw refused(op + ": value must be true or false");
    }

    private static StreamException refused(String message) {
        return new StreamException(StreamCode.REFUSED, message);
    }
}
