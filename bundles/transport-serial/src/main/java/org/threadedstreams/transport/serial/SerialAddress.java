package org.threadedstreams.transport.serial;

import com.fazecast.jSerialComm.SerialPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.threadedstreams.api.InvalidOptionException;
import org.threadedstreams.api.blocking.PortException;

/**
 * Which port: the one of a path, or the one of the USB adapter with a serial number, wherever it is plugged in.
 *
 * @param path or empty
 * @param usbSerial or empty
 */
record SerialAddress(String path, String usbSerial) {

    private static final String LOOK = "; tstreams ports lists what is there";

    /** @throws InvalidOptionException unless exactly one is given */
    static SerialAddress of(SerialOptions options) {
        String path = options.port().strip();
        String usbSerial = options.usbSerial().strip();
        if (path.isEmpty() && usbSerial.isEmpty()) {
            throw new InvalidOptionException("port", "the path of a port, unless usbSerial says which");
        }
        if (!path.isEmpty() && !usbSerial.isEmpty()) {
            throw new InvalidOptionException("usbSerial", "empty when port says which");
        }
        return new SerialAddress(path, usbSerial);
    }

    /**
     * Looks for it. The library itself would take a port of the same name elsewhere for one that is missing.
     *
     * @throws IOException if it is not there, or must not be opened
     */
    SerialPort find() throws IOException {
        if (!usbSerial.isEmpty()) {
            return findUsb();
        }
        if (SerialPorts.WINDOWS) {
            return SerialPort.getCommPort(path);
        }
        Path file = Path.of("/dev").resolve(path);
        if (!Files.exists(file)) {
            throw new PortException(this + ": no such port", "plug in the device, or correct port" + LOOK);
        }
        if (!Files.isReadable(file) || !Files.isWritable(file)) {
            throw new PortException(
                    this + ": " + SystemError.words(SystemError.ACCESS), SystemError.openingRemedy(SystemError.ACCESS));
        }
        return SerialPort.getCommPort(file.toString());
    }

    private SerialPort findUsb() throws IOException {
        List<SerialPort> found = SerialPorts.list().stream()
                .filter(port -> usbSerial.equals(port.getSerialNumber()))
                .toList();
        if (found.isEmpty()) {
            throw new PortException(
                    this + ": no USB adapter has this serial number",
                    "plug in the adapter, or correct usbSerial" + LOOK);
        }
        if (found.size() > 1) {
            String paths = found.stream().map(SerialPort::getSystemPortPath).collect(Collectors.joining(", "));
            throw new PortException(
                    this + ": several ports have it: " + paths,
                    "name one of them by port, best by its path in /dev/serial/by-id");
        }
        return found.get(0);
    }

    @Override
    public String toString() {
        return path.isEmpty() ? "usbSerial " + usbSerial : path;
    }
}
