package org.threadedstreams.benchmarks.measure;

import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/**
 * The sizes of a workload.
 *
 * @param smoke for a build, seconds
 * @param quick for the short form
 * @param full at least three
 * @param label how a size is written
 */
public record Scale(List<Long> smoke, List<Long> quick, List<Long> full, LongFunction<String> label) {

    private static final long MB = 1_000_000;

    /** Sizes in bytes, given in MB. */
    public static Scale megabytes(List<Integer> smoke, List<Integer> quick, List<Integer> full) {
        return new Scale(bytes(smoke), bytes(quick), bytes(full), size -> size / MB + " MB");
    }

    private static List<Long> bytes(List<Integer> megabytes) {
        return megabytes.stream().map(count -> count * MB).toList();
    }

    public static Scale of(String what, List<Long> smoke, List<Long> quick, List<Long> full) {
        return new Scale(smoke, quick, full, size -> String.format(Locale.ROOT, "%,d %s", size, what));
    }

    public List<Long> sizes(Form form) {
        return switch (form) {
            case SMOKE -> smoke;
            case SHORT -> quick;
            case FULL -> full;
        };
    }
}
