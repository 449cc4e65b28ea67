package org.threadedstreams.benchmarks.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.threadedstreams.benchmarks.bare.BareJvm;
import org.threadedstreams.benchmarks.bare.Worker;
import org.threadedstreams.benchmarks.measure.Ground;
import org.threadedstreams.benchmarks.process.Blaster;
import org.threadedstreams.benchmarks.process.Measured;
import org.threadedstreams.benchmarks.process.ProbedGateway;
import org.threadedstreams.benchmarks.process.Program;
import org.threadedstreams.rig.Folders;

/** The ways to take what a sender sends. Stateless. */
final class Drains {

    static final String STREAM = "bench";

    private Drains() {}

    /** A program that runs once for each sending, and says when it had all and what it used. */
    static Drain program(String... command) {
        return size -> Measured.run(command);
    }

    /** The plain C program that counts. */
    static Drain plain(Ground ground, Blaster sender) {
        return program(ground.natives().path("drain"), Integer.toString(sender.port()));
    }

    /** The plain C program that appends all to new files. */
    static Drain plainToFiles(Ground ground, Blaster sender) throws IOException {
        return plainToFiles(ground, sender, "new");
    }

    /** The plain C program that writes all over the files of the time before, as the gateway does once a journal is full. */
    static Drain plainOverFiles(Ground ground, Blaster sender) throws IOException {
        return plainToFiles(ground, sender, "over");
    }

    private static Drain plainToFiles(Ground ground, Blaster sender, String how) throws IOException {
        Path folder = ground.folder("drain");
        Drain drain = program(ground.natives().path("drain"), Integer.toString(sender.port()), folder.toString(), how);
        return new Drain() {
            @Override
            public Measured drain(long size) throws Exception {
                return drain.drain(size);
            }

            @Override
            public void close() throws IOException {
                Folders.delete(folder);
            }
        };
    }

    /** A bare library, whose worker is told the port and these words. */
    static Drain bare(Class<? extends Worker> worker, Blaster sender, String... words) throws IOException {
        Object[] command = new Object[words.length + 1];
        command[0] = sender.port();
        System.arraycopy(words, 0, command, 1, words.length);
        return bare(worker, size -> command);
    }

    /**
     * A bare library.
     *
     * @param command what its worker is told, for a size
     */
    static Drain bare(Class<? extends Worker> worker, LongFunction<Object[]> command) throws IOException {
        Program jvm = Program.java(BareJvm.class, worker.getName());
        return new Drain() {
            @Override
            public Measured drain(long size) throws Exception {
                return Measured.in(jvm.pid(), () -> jvm.dialogue().ask(command.apply(size)));
            }

            @Override
            public void close() {
                jvm.close();
            }
        };
    }

    /**
     * The program, up to something in its JVM.
     *
     * @param command what the probe is told, for a size
     * @param settings of the stream, beside its transport
     */
    static Drain gateway(Ground ground, Blaster sender, LongFunction<Object[]> command, String... settings)
            throws Exception {
        // A stream opens when its file is there; this one is to be closed, and then open when the probe says so.
        sender.send(0, false);
        ProbedGateway gateway = new ProbedGateway(ground, Map.of(STREAM, ProbedGateway.tcp(sender.port(), settings)));
        sender.startNanos();
        gateway.probe().ask("settle", STREAM);
        return of(gateway, command);
    }

    /** A gateway, and what its probe is told for a size. */
    static Drain of(ProbedGateway gateway, LongFunction<Object[]> command) {
        return new Drain() {
            @Override
            public Measured drain(long size) throws Exception {
                return Measured.in(gateway.pid(), () -> gateway.probe().ask(command.apply(size)));
            }

            @Override
            public void close() throws IOException {
                gateway.close();
            }
        };
    }

    /** What the probe is told to have so many consumers count to the end. */
    static LongFunction<Object[]> consumers(String kind, int number) {
        return bytes -> List.of(kind, STREAM, number, bytes).toArray();
    }
}
