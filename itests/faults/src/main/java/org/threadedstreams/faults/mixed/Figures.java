package org.threadedstreams.faults.mixed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.threadedstreams.rig.Tool;

/**
 * What a gateway's process uses, as Linux tells. Immutable.
 *
 * @param heapBytes used after a full garbage collection
 * @param zombies children that ended and that nobody has waited for
 * @param processor time used since its start
 */
record Figures(long threads, long descriptors, long heapBytes, long residentBytes, long zombies, Duration processor) {

    private static final Pattern HEAP = Pattern.compile("total \\d+K, used (\\d+)K");
    private static final long TICKS_PER_SECOND = 100;
    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    static Figures of(long pid) throws IOException, InterruptedException {
        Path process = Path.of("/proc", Long.toString(pid));
        Tool.run("jcmd", Long.toString(pid), "GC.run");
        Matcher heap = HEAP.matcher(Tool.run("jcmd", Long.toString(pid), "GC.heap_info"));
        String[] stat = stat(process);
        long ticks = Long.parseLong(stat[USER_TICKS]) + Long.parseLong(stat[SYSTEM_TICKS]);
        return new Figures(
                status(process, "Threads"),
                count(process.resolve("fd")),
                heap.find() ? Long.parseLong(heap.group(1)) * 1024 : -1,
                status(process, "VmRSS") * 1024,
                zombies(pid),
                Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND));
    }

    private static long status(Path process, String key) throws IOException {
        return Files.readAllLines(process.resolve("status")).stream()
                .filter(line -> line.startsWith(key + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(-1);
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        }
    }

    /** What comes after the name, which may hold anything: the state, the parent, and so on. */
    private static String[] stat(Path process) throws IOException {
        String stat = Files.readString(process.resolve("stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    private static long zombies(long pid) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> isZombieOf(process, pid))
                    .count();
        }
    }

    private static boolean isZombieOf(Path process, long parent) {
        try {
            String[] stat = stat(process);
            return stat[STATE].equals("Z") && stat[PARENT].equals(Long.toString(parent));
        } catch (IOException gone) {
            return false;
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d threads, %d descriptors, %d MiB of heap after a collection, %d MiB resident, %d zombies, %.1f s of processor time",
                threads,
                descriptors,
                heapBytes >> 20,
                residentBytes >> 20,
                zombies,
                processor.toMillis() / 1000.0);
    }
}
