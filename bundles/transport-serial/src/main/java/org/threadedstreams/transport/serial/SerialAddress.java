package org.threadedstreams.transport.serial;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.threadedstreams.api.InvalidOptionException;
import org.threadedstreams.api.blocking.PortException;

/**
 * Which port: the one of a path, or the one of a USB adapter, wherever it is plugged in and whatever path it has today.
 *
 * @param path or empty
 * @param usb what the adapter must have, under the names of the options; empty if there is a path
 */
record SerialAddress(String path, Map<String, String> usb) {

    private static final String LOOK = "; tstreams ports lists what is there";
    private static final int NAMED = 8;

    /** @throws InvalidOptionException unless either a path or an adapter is named, in a way that can be used */
    static SerialAddress of(SerialOptions options) {
        String path = options.port().strip();
        Map<String, String> usb = new LinkedHashMap<>();
        put(usb, "usbVendor", hex("usbVendor", options.usbVendor().strip()));
        put(usb, "usbProduct", hex("usbProduct", options.usbProduct().strip()));
        put(usb, "usbSerial", options.usbSerial().strip());
        put(usb, "usbInterface", number(options.usbInterface().strip()));
        put(usb, "location", location(options.location().strip()));
        if (!path.isEmpty()) {
            usb.keySet().stream().findFirst().ifPresent(key -> {
                throw new InvalidOptionException(key, "empty when port says which");
            });
        } else if (usb.isEmpty()) {
            throw new InvalidOptionException(
                    "port", "the path of a port, unless usbSerial, usbVendor with usbProduct, or location says which");
        } else if (!usb.containsKey("usbSerial") && !usb.containsKey("usbVendor") && !usb.containsKey("location")) {
            throw new InvalidOptionException(
                    usb.keySet().iterator().next(), "empty, or go with usbVendor, usbSerial or location");
        }
        return new SerialAddress(path, usb);
    }

    private static void put(Map<String, String> usb, String key, String value) {
        if (!value.isEmpty()) {
            usb.put(key, value);
        }
    }

    private static String hex(String key, String value) {
        String digits = value.toLowerCase(Locale.ROOT);
        if (!digits.matches("([0-9a-f]{4})?")) {
            throw new InvalidOptionException(key, "four hexadecimal digits as lsusb shows them, such as 0403");
        }
        return digits;
    }

    private static String number(String value) {
        if (!value.matches("[0-9]{0,3}")) {
            throw new InvalidOptionException("usbInterface", "a whole number, as tstreams ports shows it");
        }
        return value.isEmpty() ? "" : String.valueOf(Integer.parseInt(value));
    }

    private static String location(String value) {
        if (!value.matches("([0-9]+-[0-9]+(\\.[0-9]+)*)?")) {
            throw new InvalidOptionException("location", "a USB location such as 1-1.2, as tstreams ports shows it");
        }
        return value;
    }

    /** Whether it is named by what it is, so that its path has to be looked for, and may change. */
    boolean byIdentity() {
        return path.isEmpty();
    }

    /**
     * Looks for its path. The library itself would take a port of the same name elsewhere for one that is missing.
     *
     * @throws IOException if it is not there, or must not be opened
     */
    String find(PortList ports) throws IOException {
        if (SerialPorts.WINDOWS && !byIdentity()) {
            return path;
        }
        Path file = Path.of("/dev").resolve(byIdentity() ? findUsb(ports.list()) : path);
        if (!Files.exists(file)) {
            throw new PortException(this + ": no such port", "plug in the device, or correct port" + LOOK);
        }
        if (!SerialPorts.WINDOWS && !(Files.isReadable(file) && Files.isWritable(file))) {
            throw new PortException(
                    (byIdentity() ? this + ", now " + file : file) + ": " + SystemError.words(SystemError.ACCESS),
                    SystemError.openingRemedy(SystemError.ACCESS));
        }
        return file.toString();
    }

    /** Whether it is there, and may be opened. Touches nothing, and costs little when it is not. */
    boolean isThere(PortList ports) {
        if (!byIdentity()) {
            return mayBeOpened(path);
        }
        try {
            List<ListedPort> found = matching(ports.list());
            return found.size() == 1 && mayBeOpened(found.get(0).path());
        } catch (IOException cannotTell) {
            return false;
        }
    }

    private static boolean mayBeOpened(String path) {
        File file = Path.of("/dev").resolve(path).toFile();
        return file.canRead() && file.canWrite();
    }

    private List<ListedPort> matching(List<ListedPort> listed) {
        return listed.stream().filter(port -> port.has(usb)).toList();
    }

    private String findUsb(List<ListedPort> listed) throws PortException {
        List<ListedPort> found = matching(listed);
        if (found.isEmpty()) {
            List<ListedPort> others = listed.stream()
                    .filter(port -> port.attributes().containsKey("usbVendor"))
                    .toList();
            throw new PortException(
                    this + ": no such USB adapter is plugged in",
                    "plug it in, or correct " + String.join(", ", usb.keySet()) + "; there is "
                            + (others.isEmpty() ? "no USB adapter" : names(others)) + LOOK);
        }
        if (found.size() > 1) {
            throw new PortException(this + ": several ports have that: " + names(found), howToTellApart(found));
        }
        return found.get(0).path();
    }

    /** By a key that is not used yet and has a value of its own for each of them. */
    private static String howToTellApart(List<ListedPort> found) {
        List<String> keys = Stream.of("usbSerial", "usbInterface", "location", "usbProduct")
                .filter(key -> found.stream()
                                .map(port -> port.attributes().getOrDefault(key, ""))
                                .distinct()
                                .count()
                        > 1)
                .toList();
        return keys.isEmpty()
                ? "name one of them by port, best by its path in /dev/serial/by-path"
                : "add " + String.join(" or ", keys) + " to say which";
    }

    private static String names(List<ListedPort> ports) {
        return ports.stream().limit(NAMED).map(ListedPort::toString).collect(Collectors.joining("; "))
                + (ports.size() > NAMED ? " and " + (ports.size() - NAMED) + " more" : "");
    }

    @Override
    public String toString() {
        return byIdentity()
                ? usb.entrySet().stream()
                        .map(one -> one.getKey() + " " + one.getValue())
                        .collect(Collectors.joining(", "))
                : path;
    }
}
