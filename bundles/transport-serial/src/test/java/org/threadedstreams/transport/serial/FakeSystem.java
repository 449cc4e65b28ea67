package org.threadedstreams.transport.serial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.threadedstreams.testkit.Peer;

/** What Linux shows of USB adapters in {@code /sys} and {@code /dev}, in a folder, with ptys behind the names. */
final class FakeSystem {

    private final Path sys;
    private final Path dev;

    FakeSystem(Path folder) throws IOException {
        sys = Files.createDirectories(folder.resolve("sys"));
        dev = Files.createDirectories(folder.resolve("dev"));
        Files.createDirectories(sys.resolve("class/tty"));
        // Something that is no serial port.
        Files.createDirectories(sys.resolve("class/tty/tty0"));
        Files.createFile(dev.resolve("tty0"));
    }

    PortList ports() {
        return new LinuxPorts(sys, dev);
    }

    /** An adapter of kind FT232R. */
    Adapter adapter(String serial, String location) {
        return new Adapter("0403", "6001", serial, location, 0);
    }

    /** @param location such as 1-1.2 */
    record Adapter(String vendor, String product, String serial, String location, int usbInterface) {}

    /** Gives an adapter a name, and a pty what is written to that name. */
    void plug(String name, Adapter adapter, Peer pty) throws IOException {
        Path usb = Files.createDirectories(sys.resolve("devices/usb" + adapter.location));
        write(usb, "idVendor", adapter.vendor);
        write(usb, "idProduct", adapter.product);
        write(usb, "serial", adapter.serial);
        write(usb, "manufacturer", "FTDI");
        write(usb, "product", "FT232R USB UART");
        write(usb, "busnum", adapter.location.split("-")[0]);
        write(usb, "devpath", adapter.location.split("-")[1]);
        Path usbInterface = Files.createDirectory(usb.resolve(adapter.location + ":1." + adapter.usbInterface));
        write(usbInterface, "bInterfaceNumber", String.format("%02x", adapter.usbInterface));
        Path tty = Files.createDirectories(
                usbInterface.resolve(name).resolve("tty").resolve(name));
        Files.createSymbolicLink(tty.resolve("device"), Path.of("../../../" + name));
        Path driver = Files.createDirectories(sys.resolve("bus/usb-serial/drivers/ftdi_sio"));
        Files.createSymbolicLink(usbInterface.resolve(name).resolve("driver"), driver);
        Files.createSymbolicLink(sys.resolve("class/tty").resolve(name), tty);
        Files.createSymbolicLink(
                dev.resolve(name), Path.of(pty.target().options().get("port").toString()));
    }

    /** A port on the board, whose kind is 0 if there is no hardware. */
    void onBoard(String name, String kind) throws IOException {
        Path tty = Files.createDirectories(sys.resolve("class/tty").resolve(name));
        Files.createDirectories(sys.resolve("bus/platform/drivers/serial8250"));
        Files.createDirectory(tty.resolve("device"));
        Files.createSymbolicLink(tty.resolve("device/driver"), sys.resolve("bus/platform/drivers/serial8250"));
        write(tty, "type", kind);
        Files.createFile(dev.resolve(name));
    }

    void unplug(String name) throws IOException {
        Path tty = sys.resolve("class/tty").resolve(name);
        Path port = tty.toRealPath().getParent().getParent();
        Files.delete(dev.resolve(name));
        Files.delete(tty);
        Files.delete(port.resolve("tty").resolve(name).resolve("device"));
        Files.delete(port.resolve("tty").resolve(name));
        Files.delete(port.resolve("tty"));
        Files.delete(port.resolve("driver"));
        Files.delete(port);
        Files.delete(port.getParent().resolve("bInterfaceNumber"));
        Files.delete(port.getParent());
    }

    /** Deletes what leads to ptys, which JUnit would follow while it cleans up. */
    void close() throws IOException {
        try (Stream<Path> names = Files.list(dev)) {
            for (Path name : names.toList()) {
                Files.delete(name);
            }
        }
    }

    private static void write(Path folder, String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content + "\n");
    }

    /** The options that name a port by these keys. */
    static Map<String, Object> by(String... keysAndValues) {
        Map<String, Object> options = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return options;
    }
}
