package org.threadedstreams.transport.serial;

import com.fazecast.jSerialComm.SerialPort;
import org.threadedstreams.api.InvalidOptionException;

/**
 * How a port is set, in jSerialComm's numbers.
 *
 * @param stopBits one of {@code SerialPort}'s constants; a UART makes 1.5 of what it calls 2 when it has 5 data bits
 */
record SerialSettings(int baud, int dataBits, int parity, int stopBits, int flowControl) {

    /** @throws InvalidOptionException if a value cannot be used */
    static SerialSettings of(SerialOptions options) {
        if (options.baud() < 1) {
            throw new InvalidOptionException("baud", "1 or more");
        }
        if (options.dataBits() < 5 || options.dataBits() > 8) {
            throw new InvalidOptionException("dataBits", "5, 6, 7 or 8");
        }
        return new SerialSettings(
                options.baud(),
                options.dataBits(),
                parity(options.parity()),
                stopBits(options.stopBits(), options.dataBits()),
                flowControl(options.flowControl()));
    }

    /**
     * Sets a port that is not open yet. RS-485 is switched on for the library and off for the driver: that way alone does the
     * library leave BRKINT off, with which a break on the line makes Linux throw away what is unread and unsent.
     */
    void applyTo(SerialPort port) {
        port.setComPortParameters(baud, dataBits, stopBits, parity, !SerialPorts.WINDOWS);
        port.disableRs485ModeControl();
        port.setFlowControl(flowControl);
    }

    private static int parity(String parity) {
        return switch (parity) {
            case "none" -> SerialPort.NO_PARITY;
            case "even" -> SerialPort.EVEN_PARITY;
            case "odd" -> SerialPort.ODD_PARITY;
            case "mark" -> SerialPort.MARK_PARITY;
            case "space" -> SerialPort.SPACE_PARITY;
            default -> throw new InvalidOptionException("parity", "none, even, odd, mark or space");
        };
    }

    private static int stopBits(String stopBits, int dataBits) {
        if (stopBits.equals("1")) {
            return SerialPort.ONE_STOP_BIT;
        }
        if (stopBits.equals("2") && dataBits > 5) {
            return SerialPort.TWO_STOP_BITS;
        }
        if (stopBits.equals("1.5") && dataBits == 5) {
            return SerialPorts.WINDOWS ? SerialPort.ONE_POINT_FIVE_STOP_BITS : SerialPort.TWO_STOP_BITS;
        }
        throw new InvalidOptionException("stopBits", dataBits == 5 ? "1 or 1.5 with dataBits = 5" : "1 or 2");
    }

    private static int flowControl(String flowControl) {
        return switch (flowControl) {
            case "none" -> SerialPort.FLOW_CONTROL_DISABLED;
            case "rtscts" -> SerialPort.FLOW_CONTROL_RTS_ENABLED | SerialPort.FLOW_CONTROL_CTS_ENABLED;
            case "xonxoff" -> SerialPort.FLOW_CONTROL_XONXOFF_IN_ENABLED | SerialPort.FLOW_CONTROL_XONXOFF_OUT_ENABLED;
            default -> throw new InvalidOptionException("flowControl", "none, rtscts or xonxoff");
        };
    }
}
