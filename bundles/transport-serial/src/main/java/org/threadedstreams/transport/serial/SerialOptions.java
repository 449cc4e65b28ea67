package org.threadedstreams.transport.serial;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The keys of a stream with {@code transport = serial}. */
@ObjectClassDefinition(name = "Serial stream", description = "A serial port of this machine.")
public @interface SerialOptions {

    @AttributeDefinition(
            name = "Port",
            description = "the path of a port, such as /dev/ttyUSB0 or /dev/serial/by-id/..., or COM3;"
                    + " empty if usbSerial, usbVendor or location says which",
            required = false)
    String port() default "";

    @AttributeDefinition(
            name = "USB serial number",
            description = "the serial number of a USB adapter, whatever path it has today (tstreams ports shows it);"
                    + " empty if something else says which",
            required = false)
    String usbSerial() default "";

    @AttributeDefinition(
            name = "USB vendor",
            description = "the vendor of a USB adapter as lsusb shows it, four hexadecimal digits such as 0403",
            required = false)
    String usbVendor() default "";

    @AttributeDefinition(
            name = "USB product",
            description = "the product of a USB adapter as lsusb shows it, four hexadecimal digits such as 6001",
            required = false)
    String usbProduct() default "";

    @AttributeDefinition(
            name = "USB location",
            description = "where a USB adapter is plugged in, bus and sockets, such as 1-1.2 (tstreams ports shows it)",
            required = false)
    String location() default "";

    @AttributeDefinition(
            name = "USB interface",
            description = "which port of a USB adapter that has several, such as 0 (tstreams ports shows it)",
            required = false)
    String usbInterface() default "";

    @AttributeDefinition(
            name = "Baud",
            description = "a whole number of bits per second, 1 or more, such as 115200",
            min = "1")
    int baud() default 115_200;

    @AttributeDefinition(name = "Data bits", description = "5, 6, 7 or 8", min = "5", max = "8")
    int dataBits() default 8;

    @AttributeDefinition(
            name = "Parity",
            description = "none, even, odd, mark or space (the system drops a byte whose parity is wrong)",
            options = {
                @Option(label = "None", value = "none"),
                @Option(label = "Even", value = "even"),
                @Option(label = "Odd", value = "odd"),
                @Option(label = "Mark", value = "mark"),
                @Option(label = "Space", value = "space")
            })
    String parity() default "none";

    @AttributeDefinition(
            name = "Stop bits",
            description = "1 or 2; with dataBits = 5, 1 or 1.5",
            options = {
                @Option(label = "1", value = "1"),
                @Option(label = "1.5", value = "1.5"),
                @Option(label = "2", value = "2")
            })
    String stopBits() default "1";

    @AttributeDefinition(
            name = "Flow control",
            description = "none, rtscts (by wire) or xonxoff (by the bytes 0x11 and 0x13, which then never arrive)",
            options = {
                @Option(label = "None", value = "none"),
                @Option(label = "RTS and CTS", value = "rtscts"),
                @Option(label = "XON and XOFF", value = "xonxoff")
            })
    String flowControl() default "none";
}
