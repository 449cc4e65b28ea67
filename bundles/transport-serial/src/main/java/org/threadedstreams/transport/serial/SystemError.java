package org.threadedstreams.transport.serial;

/** The system's words for an error number, which is all that jSerialComm tells, and what to do about it. Stateless. */
final class SystemError {

    static final int ACCESS = 13;

    private SystemError() {}

    /** What the number means on Linux and macOS, or the bare number. */
    static String words(int number) {
        return switch (number) {
            case 1 -> "Operation not permitted";
            case 2 -> "No such file or directory";
            case 5 -> "Input/output error";
            case 6 -> "No such device or address";
            case 9 -> "Bad file descriptor";
            case 11, 35 -> "Resource temporarily unavailable";
            case ACCESS -> "Permission denied";
            case 16 -> "Device or resource busy";
            case 19 -> "No such device";
            case 22 -> "Invalid argument";
            case 25 -> "Inappropriate ioctl for device";
            case 32 -> "Broken pipe";
            default -> "system error " + number;
        };
    }

    /** Why opening that path failed with that number. */
    static String openingFailed(String path, int number) {
        return switch (number) {
            case 2 -> "already open in this gateway";
            case 11, 35 -> "locked by " + LockHolder.of(path);
            case 25 -> "not a serial port (" + words(number) + ")";
            default -> words(number);
        };
    }

    /** What to do when opening failed with that number. */
    static String openingRemedy(int number) {
        return switch (number) {
            case 1, ACCESS ->
                "add the gateway's user to the group that owns the port, mostly dialout, and log in again";
            case 2 -> "let only one stream name this port";
            case 11, 16, 35 -> "close the program that uses the port; fuser or lsof names it";
            case 22 -> "check baud, parity and stopBits: this port cannot be set so";
            case 25 -> "name a serial port; tstreams ports lists them";
            default -> "check that the device is plugged in and powered, and its driver loaded";
        };
    }
}
