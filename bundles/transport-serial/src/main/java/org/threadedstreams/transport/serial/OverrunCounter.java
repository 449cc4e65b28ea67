package org.threadedstreams.transport.serial;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.api.blocking.BlockingPort.Losses;

/**
 * Tells what a port has lost because nobody took it in time, as far as its driver counts that. A port whose driver does not
 * is asked once, and its second descriptor closed again.
 *
 * <p>For one thread.
 */
final class OverrunCounter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OverrunCounter.class);
    private static final AtomicBoolean FAILURE_SAID = new AtomicBoolean();

    /** A port that goes on losing makes a gap a second: a journal holds only so many. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final String UART =
            "the UART's receiver was full: %d bytes or more; set flowControl, or a lower baud on both sides";
    private static final String BUFFER =
            "the tty buffer was full: %d bytes or more; set flowControl, or find what holds up the gateway's reading";

    private final DriverCounts driver;
    private DriverCounts.@Nullable Counts before;
    private long told = System.nanoTime() - PAUSE_NANOS;

    private OverrunCounter(DriverCounts driver) {
        this.driver = driver;
    }

    /** That of a port that is open; counts from now on. Null where such counts cannot be had. Never throws. */
    static @Nullable OverrunCounter of(String path) {
        if (!SerialPorts.LINUX) {
            return null;
        }
        try {
            OverrunCounter counter = new OverrunCounter(new DriverCounts(path));
            counter.before = counter.read();
            return counter;
        } catch (RuntimeException | Error e) {
            if (FAILURE_SAID.compareAndSet(false, true)) {
                LOG.warn("Overruns of serial ports will not be told, because JNA does not work here: {}", e.toString());
            }
            return null;
        }
    }

    /**
     * Tells what was lost since it was asked last; soon after it has told something, it waits for more to tell.
     *
     * @param last whether this is the last time, so that nothing waits
     */
    void tell(Losses losses, boolean last) {
        DriverCounts.Counts was = before;
        if (was == null || (!last && System.nanoTime() - told < PAUSE_NANOS)) {
            return;
        }
        before = read();
        if (before != null && !before.equals(was)) {
            told = System.nanoTime();
            tell(losses, UART, before.uart() - was.uart());
            tell(losses, BUFFER, before.buffer() - was.buffer());
        }
    }

    private static void tell(Losses losses, String cause, int growth) {
        if (growth != 0) {
            long bytes = Integer.toUnsignedLong(growth);
            losses.lost(bytes, String.format(Locale.ROOT, cause, bytes));
        }
    }

    private DriverCounts.@Nullable Counts read() {
        DriverCounts.Counts counts = driver.read();
        if (counts == null) {
            driver.close();
        }
        return counts;
    }

    @Override
    public void close() {
        before = null;
        driver.close();
    }
}
