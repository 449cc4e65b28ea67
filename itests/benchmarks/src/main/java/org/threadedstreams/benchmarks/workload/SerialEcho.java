package org.threadedstreams.benchmarks.workload;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.threadedstreams.benchmarks.bare.BareJvm;
import org.threadedstreams.benchmarks.bare.SerialWorker;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Entry.Kind;
import org.threadedstreams.benchmarks.measure.Form;
import org.threadedstreams.benchmarks.measure.Ground;
import org.threadedstreams.benchmarks.measure.Need;
import org.threadedstreams.benchmarks.measure.Scale;
import org.threadedstreams.benchmarks.measure.Workload;
import org.threadedstreams.benchmarks.process.Measured;
import org.threadedstreams.benchmarks.process.ProbedGateway;
import org.threadedstreams.benchmarks.process.Program;
import org.threadedstreams.benchmarks.process.SerialPair;

/** One byte out on a serial line, its echo waited for, again and again. */
public final class SerialEcho implements Workload {

    public static final String NAME = "serial-echo";
    public static final String LIMIT = "C, blocking";
    public static final String DISK = "gateway, disk, handle";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Serial echo: one byte over a pair of ptys, its echo waited for";
    }

    @Override
    public Scale scale() {
        return Scale.of("times", List.of(1_000L), List.of(2_000L), List.of(500L, 5_000L, 20_000L));
    }

    @Override
    public List<Unit> units() {
        return ROUND_TRIP;
    }

    @Override
    public List<Long> warmUp(Form form) {
        return Collections.nCopies(form == Form.FULL ? 8 : 2, 2_000L);
    }

    @Override
    public List<Entry> entries() {
        return List.of(
                Entry.of(LIMIT, Kind.LIMIT, SerialEcho::plain).needing(Need.SOCAT),
                Entry.of("jSerialComm, blocking", Kind.BARE, SerialEcho::bare).needing(Need.SOCAT),
                product("gateway, memory, handle", "memory"),
                product(DISK, "disk"));
    }

    private static Asking plain(Ground ground) throws Exception {
        SerialPair pair = new SerialPair(ground);
        return new Asking(pair) {
            @Override
            Measured ask(long times) throws Exception {
                return Measured.run(ground.natives().path("tty"), pair.path(), "echo", Long.toString(times));
            }
        };
    }

    private static Asking bare(Ground ground) throws Exception {
        SerialPair pair = new SerialPair(ground);
        Program jvm = Program.java(BareJvm.class, SerialWorker.class.getName());
        return new Asking(pair, jvm) {
            @Override
            Measured ask(long times) throws Exception {
                return Measured.in(jvm.pid(), () -> jvm.dialogue().ask(pair.path(), "echo", times));
            }
        };
    }

    private static Entry product(String name, String journal) {
        return Entry.of(name, Kind.PRODUCT, ground -> {
                    SerialPair pair = new SerialPair(ground);
                    ProbedGateway gateway = new ProbedGateway(
                            ground, Map.of(Drains.STREAM, ProbedGateway.serial(pair.path(), "journal = " + journal)));
                    return new Asking(pair, gateway) {
                        @Override
                        Measured ask(long times) throws Exception {
                            return Measured.in(
                                    gateway.pid(), () -> gateway.probe().ask("prompt", Drains.STREAM, times, "x", "x"));
                        }
                    };
                })
                .needing(Need.SOCAT);
    }
}
