package org.threadedstreams.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a process has used so far, from {@code /proc}. Stateless. */
public final class Usage {

    /** Linux's USER_HZ, the same on every machine that it runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    private Usage() {}

    /** Seconds of processor time, user's and system's, of all its threads that are and were. */
    public static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        // The name, in parentheses, may have anything in it.
        List<String> fields =
                List.of(stat.substring(stat.lastIndexOf(')') + 2).strip().split(" "));
        return (Long.parseLong(fields.get(USER_TICKS)) + Long.parseLong(fields.get(SYSTEM_TICKS))) / TICKS_PER_SECOND;
    }

    /** The most memory that it ever had resident, in KiB. */
    public static long peakKib(long pid) throws IOException {
        return status(pid, "VmHWM");
    }

    /** The memory that it has resident, in KiB. */
    public static long residentKib(long pid) throws IOException {
        return status(pid, "VmRSS");
    }

    public static long threads(long pid) throws IOException {
        return status(pid, "Threads");
    }

    private static long status(long pid, String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith(name + ":")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("/proc/" + pid + "/status has no " + name);
    }
}
