package org.threadedstreams.client.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Searches noise for a marker at its end, beside a bare Knuth-Morris-Pratt loop and bare {@code java.util.regex} over the same bytes, in
 * turn. Prints medians of the thread's own time in ns per byte, and ratios. Not a test; arguments: the sizes in MB, 1 64 1024 unless told.
 */
final class SearchBenchmark {
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
    private static final int CHUNK = 65_536;
    private static final int ROUNDS = 7;
    private static final String MARKER = "Completed.";
    private static final List<String> PATTERNS = List.of(
            "Completed\\.",
            "\\d+ tests failed",
            "(?i)error: (\\w+)",
            "(?:OK|FAIL|panic) \\[(\\d+)\\]",
            "(?m)^root@\\S+ #",
            "\\bpanic\\b",
            "[a-z]+@[a-z]+\\.com",
            "[$#] $");

    /** Noise as a console has it: lines of 20 to 100 printable characters. */
    private final byte[] noise = noise(1 << 20);

    private SearchBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        SearchBenchmark benchmark = new SearchBenchmark();
        String[] sizes = arguments.length > 0 ? arguments : new String[] {"1", "64", "1024"};
        for (String size : sizes) {
            benchmark.literals(Integer.parseInt(size));
        }
        for (String size : sizes) {
            benchmark.pattern(PATTERNS.get(1), Integer.parseInt(size));
        }
        for (String pattern : PATTERNS) {
            benchmark.pattern(pattern, 8);
        }
        benchmark.chunks();
    }

    private void literals(int megabytes) throws Exception {
        Target one = Literal.of(MARKER, UTF_8);
        List<Target> three = List.of(one, Literal.of("login: ", UTF_8), Literal.of("panic", UTF_8));
        double[] medians = medians(
                megabytes,
                () -> knuthMorrisPratt(MARKER.getBytes(UTF_8), megabytes),
                () -> search(List.of(one), megabytes, CHUNK),
                () -> search(three, megabytes, CHUNK));
        System.out.printf(
                "literal, %d MB: bare KMP %.2f, one %.2f (%.2f of its rate), three %.2f (%.2f) ns/byte%n",
                megabytes, medians[0], medians[1], medians[0] / medians[1], medians[2], medians[0] / medians[2]);
    }

    private void pattern(String pattern, int megabytes) throws Exception {
        Pattern compiled = Pattern.compile(pattern);
        double[] medians = medians(
                megabytes,
                () -> bare(compiled, megabytes),
                () -> search(List.of(new Regex(compiled, UTF_8)), megabytes, CHUNK));
        System.out.printf(
                "%s, %d MB: bare regex %.2f, search %.2f ns/byte (%.2f of its rate, %.0f MB/s)%n",
                pattern, megabytes, medians[0], medians[1], medians[0] / medians[1], 1000 / medians[1]);
    }

    private void chunks() throws Exception {
        List<Target> closed = List.of(new Regex(Pattern.compile("\\d+ tests failed"), UTF_8));
        List<Target> open = List.of(new Regex(
                Pattern.compile("(?s)" + Pattern.quote(new String(noise, 0, 8, UTF_8)) + ".*?\\d+ tests failed"),
                UTF_8));
        for (int chunk : new int[] {1, 16, 256, 4096, 65_536}) {
            double[] medians = medians(
                    1, () -> search(List.of(Literal.of(MARKER, UTF_8)), 1, chunk), () -> search(closed, 1, chunk));
            System.out.printf("chunks of %d: literal %.1f, pattern %.1f ns/byte%n", chunk, medians[0], medians[1]);
        }
        for (int chunk : new int[] {256, 4096, 65_536}) {
            double[] medians = medians(1, () -> search(open, 1, chunk));
            System.out.printf("chunks of %d: pattern with a match that stays open %.1f ns/byte%n", chunk, medians[0]);
        }
    }

    @SafeVarargs
    private static double[] medians(int megabytes, Callable<?>... works) throws Exception {
        List<List<Double>> times = new ArrayList<>();
        for (Callable<?> work : works) {
            times.add(new ArrayList<>());
        }
        int rounds = Math.max(ROUNDS, 64 / megabytes);
        for (int round = 0; round < rounds; round++) {
            for (int work = 0; work < works.length; work++) {
                long start = THREAD.getCurrentThreadCpuTime();
                works[work].call();
                times.get(work).add((THREAD.getCurrentThreadCpuTime() - start) / (double) (megabytes << 20));
            }
        }
        return times.stream()
                .mapToDouble(t -> t.stream().sorted().toList().get(rounds / 2))
                .toArray();
    }

    private Object search(List<Target> targets, int megabytes, int chunk) throws SearchTimeoutException {
        Search search = new Search(targets, CHUNK, 0);
        long deadline = System.nanoTime() + 600_000_000_000L;
        for (int i = 0; i < megabytes; i++) {
            for (int at = 0; at < noise.length; at += chunk) {
                if (search.feed(ByteBuffer.wrap(noise, at, chunk), deadline) != null) {
                    throw new IllegalStateException("found in noise");
                }
            }
        }
        return search;
    }

    private int knuthMorrisPratt(byte[] literal, int megabytes) {
        int[] shorter = new int[literal.length + 1];
        shorter[0] = -1;
        for (int i = 0, k = -1; i < literal.length; ) {
            while (k >= 0 && literal[i] != literal[k]) {
                k = shorter[k];
            }
            shorter[++i] = ++k;
        }
        int matched = 0;
        for (int i = 0; i < megabytes; i++) {
            for (byte next : noise) {
                while (matched >= 0 && (matched == literal.length || literal[matched] != next)) {
                    matched = shorter[matched];
                }
                matched++;
            }
        }
        return matched;
    }

    /** Decodes and searches each chunk for itself: what is least for a regular expression. */
    private boolean bare(Pattern pattern, int megabytes) {
        boolean found = false;
        for (int i = 0; i < megabytes; i++) {
            for (int at = 0; at < noise.length; at += CHUNK) {
                Matcher matcher = pattern.matcher(new String(noise, at, CHUNK, UTF_8));
                found |= matcher.find();
            }
        }
        return found;
    }

    private static byte[] noise(int length) {
        Random random = new Random(42);
        byte[] noise = new byte[length];
        for (int i = 0; i < length; i++) {
            noise[i] = (byte) (random.nextInt(60) == 0 ? '\n' : ' ' + random.nextInt(95));
        }
        return noise;
    }
}
