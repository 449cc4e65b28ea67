package org.threadedstreams.benchmarks.process;

import java.io.IOException;

/**
 * An answer, and what it cost who gave it.
 *
 * @param peakKib the most memory that the process had resident until then
 */
public record Measured(Answer answer, double cpuSeconds, long peakKib) {

    /** Something that answers, or fails. */
    public interface Asking {
        Answer ask() throws Exception;
    }

    /** A program that ran to its end and told what it used. */
    public static Measured run(String... command) throws IOException, InterruptedException {
        Answer answer = Program.run(command);
        return new Measured(answer, answer.number("cpu") / 1e6, answer.number("rss"));
    }

    /** A process that stays, so that what it used is a difference. */
    public static Measured in(long pid, Asking asking) throws Exception {
        double before = Usage.cpuSeconds(pid);
        Answer answer = asking.ask();
        return new Measured(answer, Usage.cpuSeconds(pid) - before, Usage.peakKib(pid));
    }

    /** With what another process used for it. */
    public Measured and(double otherCpuSeconds, long otherPeakKib) {
        return new Measured(answer, cpuSeconds + otherCpuSeconds, peakKib + otherPeakKib);
    }
}
