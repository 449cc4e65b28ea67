package org.threadedstreams.transport.serial;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The serial ports that Linux shows in {@code /sys}. Not by jSerialComm: once it has seen a path, version 2.11.4 keeps the
 * vendor, product and serial number of that time, and so takes one adapter for another when two have swapped their names.
 * It also opens ports only to list them, which moves their modem lines.
 *
 * <p>Safe for many threads. Cheap enough to be asked some times a second.
 *
 * @param sys {@code /sys}
 * @param dev {@code /dev}
 */
record LinuxPorts(Path sys, Path dev) implements PortList {

    /** What the serial core shows of a port that has no hardware. */
    private static final String NO_HARDWARE = "0";

    private static final Comparator<File> BY_KIND_AND_NUMBER = Comparator.<File, String>comparing(
                    tty -> tty.getName().replaceAll("[0-9]+$", ""))
            .thenComparing(tty -> tty.getName().length())
            .thenComparing(File::getName);

    @Override
    public List<ListedPort> list() throws IOException {
        File folder = sys.resolve("class/tty").toFile();
        File[] ttys = folder.listFiles(tty -> new File(tty, "device/driver").exists());
        if (ttys == null) {
            throw new IOException(folder + " cannot be read, so that serial ports are found by their paths only");
        }
        Arrays.sort(ttys, BY_KIND_AND_NUMBER);
        List<ListedPort> ports = new ArrayList<>();
        for (File tty : ttys) {
            Path file = dev.resolve(tty.getName().replace('!', '/'));
            if (Files.exists(file) && !read(tty.toPath().resolve("type")).equals(NO_HARDWARE)) {
                ports.add(port(tty.toPath(), file));
            }
        }
        return ports;
    }

    @Override
    public Object names() {
        String[] names = sys.resolve("class/tty").toFile().list();
        return names == null ? Set.of() : Set.of(names);
    }

    private static ListedPort port(Path tty, Path file) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("port", file.toString());
        Path device = real(tty.resolve("device"));
        Path driver = real(tty.resolve("device/driver"));
        Path usbInterface = above(device, "bInterfaceNumber");
        Path usb = above(usbInterface, "idVendor");
        if (usbInterface != null && usb != null) {
            putUsb(attributes, usbInterface, usb);
            String product = read(usb.resolve("product"));
            return new ListedPort(file.toString(), product.isEmpty() ? "USB serial port" : product, attributes);
        }
        return new ListedPort(
                file.toString(), driver == null ? "serial port" : "serial port of " + driver.getFileName(), attributes);
    }

    private static void putUsb(Map<String, String> attributes, Path usbInterface, Path usb) {
        putKnown(attributes, "usbVendor", read(usb.resolve("idVendor")));
        putKnown(attributes, "usbProduct", read(usb.resolve("idProduct")));
        putKnown(attributes, "usbSerial", read(usb.resolve("serial")));
        String number = read(usbInterface.resolve("bInterfaceNumber"));
        if (number.matches("[0-9a-f]+")) {
            attributes.put("usbInterface", String.valueOf(Integer.parseInt(number, 16)));
        }
        String bus = read(usb.resolve("busnum"));
        String path = read(usb.resolve("devpath"));
        if (!bus.isEmpty() && !path.isEmpty()) {
            attributes.put("location", bus + "-" + path);
        }
        putKnown(attributes, "manufacturer", read(usb.resolve("manufacturer")));
        putKnown(attributes, "interface", read(usbInterface.resolve("interface")));
    }

    private static void putKnown(Map<String, String> attributes, String key, String value) {
        if (!value.isEmpty()) {
            attributes.put(key, value);
        }
    }

    /** The nearest folder, from this one upwards, that has a file of that name. */
    private static @Nullable Path above(@Nullable Path from, String file) {
        Path at = from;
        while (at != null && !Files.exists(at.resolve(file))) {
            at = at.getParent();
        }
        return at;
    }

    private static @Nullable Path real(Path link) {
        try {
            return link.toRealPath();
        } catch (IOException unpluggedMeanwhile) {
            return null;
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), UTF_8).strip();
        } catch (IOException notThere) {
            return "";
        }
    }
}
