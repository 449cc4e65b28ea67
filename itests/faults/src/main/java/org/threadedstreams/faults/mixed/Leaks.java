package org.threadedstreams.faults.mixed;

import java.util.ArrayList;
import java.util.List;
import org.threadedstreams.faults.mixed.Judge.Verdict;

/** Whether faults cost a gateway something for good. Stateless. */
final class Leaks {

    /** Pools grow and shrink, segments are opened and closed. */
    private static final double SLACK = 1.1;

    private static final int MORE = 50;
    private static final long MORE_HEAP_BYTES = 128L << 20;

    private Leaks() {}

    /** What is more than it should be, in words. */
    static List<String> between(Figures before, Figures after, List<Verdict> verdicts) {
        List<String> leaks = new ArrayList<>();
        check(leaks, "threads", before.threads(), after.threads());
        check(leaks, "descriptors", before.descriptors(), after.descriptors());
        if (after.zombies() > 0) {
            leaks.add(after.zombies() + " zombies");
        }
        long inMemory = verdicts.stream()
                .filter(verdict -> verdict.stream().inMemory())
                .mapToLong(Verdict::read)
                .sum();
        long most = before.heapBytes() + 2 * inMemory + MORE_HEAP_BYTES;
        if (after.heapBytes() > most) {
            leaks.add("the heap has " + after.heapBytes() + " bytes, more than " + most + "; before the faults "
                    + before.heapBytes() + ", and journals in memory hold " + inMemory);
        }
        return leaks;
    }

    private static void check(List<String> leaks, String what, long before, long after) {
        if (after > before * SLACK + MORE) {
            leaks.add(after + " " + what + ", and before the faults there were " + before);
        }
    }
}
