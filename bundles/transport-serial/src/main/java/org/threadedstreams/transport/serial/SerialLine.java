package org.threadedstreams.transport.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.blocking.BlockingPort;
import org.threadedstreams.api.blocking.PortException;

/**
 * One port. Its file descriptor blocks, which it does with the library's semi-blocking reads only: a write to a stalled peer
 * then sleeps in the system instead of spinning, and a change of the port's settings wakes it.
 *
 * <p>Called by the threads of a {@code BlockingTransport}.
 */
final class SerialLine implements BlockingPort {

    /** What Linux keeps of a port's input; the library copies the whole array in each call. */
    private static final int READ_BYTES = 4096;

    /** What is in doubt when the session ends in a write: 44 ms at 115200 baud. */
    private static final int WRITE_BYTES = 512;

    private static final int READ_MILLIS = 1000;
    private static final int OUTPUT_MILLIS = 250;
    private static final int STUCK_WRITE_MILLIS = 100;

    private final SerialAddress address;
    private final PortList ports;
    private final SerialSettings settings;
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private volatile @Nullable SerialPort opened;
    private volatile boolean writing;
    private @Nullable OverrunCounter overruns;
    private boolean hungUp;

    SerialLine(SerialAddress address, PortList ports, SerialSettings settings) {
        this.address = address;
        this.ports = ports;
        this.settings = settings;
    }

    @Override
    public void open() throws IOException {
        try {
            SerialPorts.open(this::openNow);
            overruns = OverrunCounter.of(port().getSystemPortPath());
        } catch (SerialPortInvalidPortException e) {
            throw new PortException(
                    address + ": " + e.getMessage(), "correct port; tstreams ports lists what is there");
        } catch (LinkageError e) {
            throw new PortException(
                    address + ": jSerialComm cannot load its native library: " + e,
                    "set java.io.tmpdir to a folder of yours on a file system that is not mounted noexec");
        }
    }

    private void openNow() throws IOException {
        String path = address.find(ports);
        SerialPort port = SerialPort.getCommPort(path);
        settings.applyTo(port);
        port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, READ_MILLIS, 0);
        opened = port;
        if (!port.openPort(0)) {
            int error = port.getLastErrorCode();
            throw new PortException(
                    address + ": " + SystemError.openingFailed(path, error), SystemError.openingRemedy(error));
        }
        if (address.byIdentity() && !address.find(ports).equals(path)) {
            throw new PortException(
                    address + ": another device took the name " + path + " while it was opened", "it is tried again");
        }
    }

    @Override
    public int maxReadBytes() {
        return READ_BYTES;
    }

    @Override
    public int read(byte[] into) throws IOException {
        SerialPort port = port();
        int count = port.readBytes(into, into.length);
        if (count >= 0) {
            return count;
        }
        if (interrupted.getCount() == 0) {
            return 0;
        }
        hungUp = true;
        int error = port.getLastErrorCode();
        throw new PortException(
                address + " hung up" + (error == 0 ? "" : " (" + SystemError.words(error) + ")"),
                "unplugged, or closed at its other side: it is opened again when it is back");
    }

    @Override
    public void tellLosses(Losses losses) {
        if (overruns != null) {
            overruns.tell(losses, interrupted.getCount() == 0);
        }
    }

    @Override
    public int write(byte[] from, int offset, int length) throws IOException {
        byte[] piece = Arrays.copyOfRange(from, offset, offset + Math.min(length, WRITE_BYTES));
        SerialPort port = port();
        writing = true;
        int taken = port.writeBytes(piece, piece.length);
        writing = false;
        if (taken <= 0) {
            throw new IOException(address + ": " + SystemError.words(port.getLastErrorCode()));
        }
        return taken;
    }

    @Override
    public void control(String op, Map<String, Object> args) throws IOException, StreamException {
        new SerialOperations(address.toString(), port(), interrupted).perform(op, args);
    }

    @Override
    public void interrupt() {
        interrupted.countDown();
        SerialPort port = opened;
        if (port != null) {
            port.setComPortTimeouts(SerialPort.TIMEOUT_NONBLOCKING, 0, 0);
        }
    }

    @Override
    public String close() throws IOException {
        // Before all that may hang, and so that the library's close is the last, which lets go of the modem lines.
        if (overruns != null) {
            overruns.close();
        }
        SerialPort port = opened;
        if (port == null) {
            return "";
        }
        if (!hungUp) {
            waitWhile(OUTPUT_MILLIS, () -> !writing && port.bytesAwaitingWrite() > 0);
        }
        // Woken by interrupt(), a stalled write spins in the library; were the descriptor closed under it, it would go
        // on
        // with whatever file gets the same number next. With room made for it, it returns.
        waitWhile(STUCK_WRITE_MILLIS, () -> writing && port.flushIOBuffers());
        if (!port.closePort()) {
            throw new IOException(address + ": the library did not close the port");
        }
        return "";
    }

    private static void waitWhile(int millis, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (condition.getAsBoolean() && System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(millis)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private SerialPort port() {
        return Objects.requireNonNull(opened);
    }
}
