package org.threadedstreams.benchmarks.workload;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.threadedstreams.benchmarks.bare.BareJvm;
import org.threadedstreams.benchmarks.bare.BridgeAsk;
import org.threadedstreams.benchmarks.bare.ExpectItAsk;
import org.threadedstreams.benchmarks.bare.SocketAsk;
import org.threadedstreams.benchmarks.bare.Worker;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Entry.Kind;
import org.threadedstreams.benchmarks.measure.Form;
import org.threadedstreams.benchmarks.measure.Ground;
import org.threadedstreams.benchmarks.measure.Need;
import org.threadedstreams.benchmarks.measure.Scale;
import org.threadedstreams.benchmarks.measure.Workload;
import org.threadedstreams.benchmarks.process.Measured;
import org.threadedstreams.benchmarks.process.Peer;
import org.threadedstreams.benchmarks.process.ProbedGateway;
import org.threadedstreams.benchmarks.process.Program;
import org.threadedstreams.benchmarks.process.Usage;

/** A line written and the prompt waited for, again and again: {@code write} and {@code readUntil} of a handle. */
public final class Prompt implements Workload {

    public static final String NAME = "prompt";
    public static final String LIMIT = "C, blocking";
    public static final String DISK = "gateway, disk, handle";

    private static final String STREAM = "bench";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Prompt: a line written over TCP, its answer waited for";
    }

    @Override
    public Scale scale() {
        return Scale.of("times", List.of(2_000L), List.of(5_000L), List.of(1_000L, 10_000L, 50_000L));
    }

    @Override
    public List<Unit> units() {
        return ROUND_TRIP;
    }

    @Override
    public List<Long> warmUp(Form form) {
        return Collections.nCopies(form == Form.FULL ? 6 : 2, 5_000L);
    }

    @Override
    public List<Entry> entries() {
        return List.of(
                Entry.of(
                        LIMIT,
                        Kind.LIMIT,
                        ground -> program(ground, ground.natives().path("ask"))),
                Entry.of("Java socket", Kind.BARE, ground -> bare(ground, SocketAsk.class)),
                Entry.of("ExpectIt", Kind.PEER, ground -> bare(ground, ExpectItAsk.class)),
                Entry.of("pexpect", Kind.PEER, ground -> program(ground, Need.python(), ground.script("ask.py")))
                        .needing(Need.PEXPECT)
                        .upTo(5_000),
                product("gateway, memory, handle", "memory"),
                product(DISK, "disk"),
                Entry.of("gateway, disk, handle in another process", Kind.PRODUCT, Prompt::overTheBridge));
    }

    private static Asking program(Ground ground, String... command) throws IOException {
        Peer peer = peer(ground);
        return new Asking(peer) {
            @Override
            Measured ask(long times) throws Exception {
                String[] all = java.util.Arrays.copyOf(command, command.length + 2);
                all[command.length] = Integer.toString(peer.port());
                all[command.length + 1] = Long.toString(times);
                return Measured.run(all);
            }
        };
    }

    private static Asking bare(Ground ground, Class<? extends Worker> worker) throws IOException {
        Peer peer = peer(ground);
        Program jvm = Program.java(BareJvm.class, worker.getName());
        return new Asking(peer, jvm) {
            @Override
            Measured ask(long times) throws Exception {
                return Measured.in(jvm.pid(), () -> jvm.dialogue().ask(peer.port(), times));
            }
        };
    }

    private static Entry product(String name, String journal) {
        return Entry.of(name, Kind.PRODUCT, ground -> {
            Peer peer = peer(ground);
            ProbedGateway gateway = gateway(ground, peer, journal);
            return new Asking(peer, gateway) {
                @Override
                Measured ask(long times) throws Exception {
                    return Measured.in(
                            gateway.pid(), () -> gateway.probe().ask("prompt", STREAM, times, "status\\n", "ready>_"));
                }
            };
        });
    }

    private static Asking overTheBridge(Ground ground) throws Exception {
        Peer peer = peer(ground);
        ProbedGateway gateway = gateway(ground, peer, "disk");
        Program jvm = Program.java(BareJvm.class, BridgeAsk.class.getName());
        return new Asking(peer, gateway, jvm) {
            @Override
            Measured ask(long times) throws Exception {
                double before = Usage.cpuSeconds(gateway.pid());
                Measured client = Measured.in(jvm.pid(), () -> jvm.dialogue().ask(gateway.home(), STREAM, times));
                return client.and(Usage.cpuSeconds(gateway.pid()) - before, Usage.peakKib(gateway.pid()));
            }
        };
    }

    private static Peer peer(Ground ground) throws IOException {
        return new Peer(ground.natives().path("answer"));
    }

    private static ProbedGateway gateway(Ground ground, Peer peer, String journal) throws Exception {
        return new ProbedGateway(ground, Map.of(STREAM, ProbedGateway.tcp(peer.port(), "journal = " + journal)));
    }
}
