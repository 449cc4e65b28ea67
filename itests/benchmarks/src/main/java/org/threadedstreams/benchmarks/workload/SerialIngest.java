package org.threadedstreams.benchmarks.workload;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.threadedstreams.benchmarks.bare.BareJvm;
import org.threadedstreams.benchmarks.bare.SerialWorker;
import org.threadedstreams.benchmarks.measure.Contender;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Entry.Kind;
import org.threadedstreams.benchmarks.measure.Form;
import org.threadedstreams.benchmarks.measure.Need;
import org.threadedstreams.benchmarks.measure.Scale;
import org.threadedstreams.benchmarks.measure.Workload;
import org.threadedstreams.benchmarks.process.ProbedGateway;
import org.threadedstreams.benchmarks.process.Program;
import org.threadedstreams.benchmarks.process.SerialPair;

/** Bytes that come over a pair of ptys as fast as they are taken. */
public final class SerialIngest implements Workload {

    public static final String NAME = "serial";
    public static final String BARE = "jSerialComm, blocking";
    public static final String DISK = "gateway, disk";

    private static final long MB = 1_000_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Serial: bytes over a pair of ptys, sent as fast as they are taken";
    }

    @Override
    public Scale scale() {
        return Scale.megabytes(List.of(5), List.of(1, 5), List.of(1, 10, 100));
    }

    @Override
    public List<Unit> units() {
        return INGEST;
    }

    @Override
    public List<Long> warmUp(Form form) {
        return List.of(5 * MB, 5 * MB);
    }

    @Override
    public List<Entry> entries() {
        return List.of(
                Entry.of(
                                "C, blocking",
                                Kind.LIMIT,
                                ground -> plain(
                                        new SerialPair(ground), ground.natives().path("tty")))
                        .needing(Need.SOCAT),
                Entry.of(BARE, Kind.BARE, ground -> bare(new SerialPair(ground)))
                        .needing(Need.SOCAT),
                product("gateway, memory", "memory"),
                product(DISK, "disk"));
    }

    private static Contender plain(SerialPair pair, String program) {
        return new Taking(pair) {
            @Override
            Taken take(long bytes) throws IOException {
                try (Program taker = new Program(program, pair().path(), "take", Long.toString(bytes))) {
                    return Taken.of(taker.dialogue(), pair(), bytes);
                }
            }
        };
    }

    private static Contender bare(SerialPair pair) throws IOException {
        Program jvm = Program.java(BareJvm.class, SerialWorker.class.getName());
        return new Taking(pair, jvm) {
            @Override
            Taken take(long bytes) throws Exception {
                return Taken.in(jvm.pid(), () -> {
                    jvm.dialogue().tell(pair().path(), "take", bytes);
                    return Taken.of(jvm.dialogue(), pair(), bytes);
                });
            }
        };
    }

    private static Entry product(String name, String journal) {
        return Entry.of(name, Kind.PRODUCT, ground -> {
                    SerialPair pair = new SerialPair(ground);
                    ProbedGateway gateway = new ProbedGateway(
                            ground,
                            Map.of(
                                    Drains.STREAM,
                                    ProbedGateway.serial(pair.path(), "lines = false", "journal = " + journal)));
                    return new Taking(pair, gateway) {
                        @Override
                        Taken take(long bytes) throws Exception {
                            return Taken.in(gateway.pid(), () -> {
                                gateway.probe().tell("take", Drains.STREAM, 1, bytes);
                                return Taken.of(gateway.probe(), pair(), bytes);
                            });
                        }
                    };
                })
                .needing(Need.SOCAT);
    }
}
