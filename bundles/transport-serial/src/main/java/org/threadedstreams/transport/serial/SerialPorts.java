package org.threadedstreams.transport.serial;

import com.fazecast.jSerialComm.SerialPort;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The ports of this machine.
 *
 * <p>Safe for many threads. Listing and opening exclude each other: listing frees the library's memory of a port that is
 * just being opened. Openings follow each other too, because the library keeps one error number for all; but one that hangs
 * holds up the others for {@value #PATIENCE_SECONDS} s only.
 */
final class SerialPorts {

    private static final String SYSTEM = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);

    static final boolean WINDOWS = SYSTEM.startsWith("windows");
    static final boolean LINUX = SYSTEM.startsWith("linux");

    private static final ReentrantLock LIBRARY = new ReentrantLock();
    private static final long PATIENCE_SECONDS = 2;

    /** What the library says where it knows nothing. */
    private static final Set<String> NOTHING = Set.of("", "Unknown", "0-0");

    private SerialPorts() {}

    /** Something that opens a port. */
    interface Opening {
        void run() throws IOException;
    }

    static void open(Opening opening) throws IOException {
        boolean locked = tryLock();
        try {
            opening.run();
        } finally {
            if (locked) {
                LIBRARY.unlock();
            }
        }
    }

    /** Those that the library lists. */
    static List<ListedPort> list() throws IOException {
        if (!tryLock()) {
            throw new IOException("the serial ports cannot be listed while the opening of one hangs in the system");
        }
        try {
            return Arrays.stream(SerialPort.getCommPorts())
                    .map(SerialPorts::listed)
                    .toList();
        } finally {
            LIBRARY.unlock();
        }
    }

    private static boolean tryLock() {
        try {
            return LIBRARY.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static ListedPort listed(SerialPort port) {
        String path = port.getSystemPortPath();
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("port", path);
        if (port.getVendorID() > 0) {
            attributes.put("usbVendor", String.format(Locale.ROOT, "%04x", port.getVendorID()));
            attributes.put("usbProduct", String.format(Locale.ROOT, "%04x", port.getProductID()));
        }
        putKnown(attributes, "usbSerial", port.getSerialNumber());
        putKnown(attributes, "manufacturer", port.getManufacturer());
        putKnown(attributes, "location", port.getPortLocation());
        return new ListedPort(path, port.getPortDescription(), attributes);
    }

    private static void putKnown(Map<String, String> attributes, String key, String value) {
        if (!NOTHING.contains(value.strip())) {
            attributes.put(key, value.strip());
        }
    }
}
