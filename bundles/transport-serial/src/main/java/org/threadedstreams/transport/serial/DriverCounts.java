package org.threadedstreams.transport.serial;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import org.jspecify.annotations.Nullable;

/**
 * What the driver of a Linux port counts. By JNA and a file descriptor of its own: jSerialComm 2.11.4 never asks, and keeps
 * its descriptor to itself.
 *
 * <p>For one thread. Loading this class loads JNA, which may fail with any {@link Error}.
 */
final class DriverCounts implements AutoCloseable {

    /** {@code O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC}. */
    private static final int FLAGS = 0x80902;

    private static final long TIOCGICOUNT = 0x545D;

    /** The ints of a {@code struct serial_icounter_struct}, and which of them these are. */
    private static final int INTS = 20;

    private static final int OVERRUN = 7;
    private static final int BUF_OVERRUN = 10;

    /** JNA's way to say how many arguments stand before the dots. */
    private static final int VARIADIC_AFTER_TWO = 2 << 7;

    private static final NativeLibrary PROCESS = NativeLibrary.getProcess();
    private static final Function OPEN = PROCESS.getFunction("open", VARIADIC_AFTER_TWO);
    private static final Function CLOSE = PROCESS.getFunction("close");
    private static final Function IOCTL = PROCESS.getFunction("ioctl", VARIADIC_AFTER_TWO);

    private final int descriptor;
    private boolean closed;

    /** Opens the port of that path a second time. Modem lines move as when it was opened: a moment after it, not at all. */
    DriverCounts(String path) {
        descriptor = OPEN.invokeInt(new Object[] {path, FLAGS});
        closed = descriptor < 0;
    }

    /**
     * @param uart characters that came while the receiver of the UART was full, modulo 2^32
     * @param buffer characters that came while the buffer of the system was full, modulo 2^32
     */
    record Counts(int uart, int buffer) {}

    /** The counts now, or null if this port has none, or none any more since it hung up or was closed. */
    @Nullable
    Counts read() {
        int[] ints = new int[INTS];
        if (closed || IOCTL.invokeInt(new Object[] {descriptor, new NativeLong(TIOCGICOUNT), ints}) < 0) {
            return null;
        }
        return new Counts(ints[OVERRUN], ints[BUF_OVERRUN]);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            CLOSE.invokeInt(new Object[] {descriptor});
        }
    }
}
