package org.threadedstreams.faults.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.threadedstreams.faults.content.Violation;
import org.threadedstreams.faults.stream.Await;
import org.threadedstreams.faults.stream.Lane;
import org.threadedstreams.rig.Tool;

/** A consumer that is a process of its own: {@code tstreams tail}. For one thread. */
final class TailProcess implements AutoCloseable {

    private final Lane lane;
    private final long from;
    private final Path out;
    private final Process process;

    /** Starts it at the journal's end. */
    TailProcess(Lane lane) throws IOException {
        this.lane = lane;
        this.from = lane.journal().next();
        this.out = Files.createTempFile(lane.gateway().home(), "tail", ".out");
        this.process = lane.gateway().client(out, "tail", lane.stream(), "--from", Long.toString(from));
    }

    /** Waits until it has printed some of what comes. */
    void awaitOutput(long bytes) throws Exception {
        try {
            Await.until(this + " prints " + bytes + " bytes", () -> Files.size(out) >= bytes);
        } catch (Violation stalled) {
            throw new Violation(stalled.getMessage() + "; it has printed " + Files.size(out) + "; its threads:\n"
                    + Tool.run("jstack", Long.toString(process.pid())));
        }
    }

    void stop() throws IOException, InterruptedException {
        Tool.signal("STOP", process.pid());
    }

    void goOn() throws IOException, InterruptedException {
        Tool.signal("CONT", process.pid());
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Compares what it printed with what the lane's own consumer observed. */
    void judge() throws Exception {
        byte[] printed = Files.readAllBytes(out);
        lane.journal().await(from + printed.length, Await.LIMIT);
        int step = 1 << 20;
        for (int at = 0; at < printed.length; at += step) {
            lane.journal().verify(from + at, Arrays.copyOfRange(printed, at, Math.min(printed.length, at + step)));
        }
    }

    /** Waits until it has printed all that came. */
    void awaitAll() throws Exception {
        awaitOutput(lane.journal().next() - from);
    }

    @Override
    public void close() throws Exception {
        kill();
        Files.delete(out);
    }

    @Override
    public String toString() {
        return "tail of " + lane.stream() + " from " + from;
    }
}
