package org.threadedstreams.benchmarks.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.threadedstreams.benchmarks.bare.BareJvm;
import org.threadedstreams.benchmarks.bare.NioMany;
import org.threadedstreams.benchmarks.bare.VertxMany;
import org.threadedstreams.benchmarks.bare.Worker;
import org.threadedstreams.benchmarks.measure.Contender;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Entry.Kind;
import org.threadedstreams.benchmarks.measure.Form;
import org.threadedstreams.benchmarks.measure.Ground;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Sample;
import org.threadedstreams.benchmarks.measure.Scale;
import org.threadedstreams.benchmarks.measure.Workload;
import org.threadedstreams.benchmarks.process.Dialogue;
import org.threadedstreams.benchmarks.process.Idle;
import org.threadedstreams.benchmarks.process.ProbedGateway;
import org.threadedstreams.benchmarks.process.Program;
import org.threadedstreams.benchmarks.process.Usage;
import org.threadedstreams.rig.Folders;

/** Many TCP connections, on each of which a line comes once a second: memory for each, after a collection, and threads. */
public final class ManyStreams implements Workload {

    public static final String NAME = "streams";
    public static final String VERTX = "Vert.x NetClient";
    public static final String GATEWAY = "gateway, disk";

    /** What the goal is about: of fewer, what they share counts for more than what each has. */
    public static final long MANY = 10_000;

    private static final long GIVE_BACK_MILLIS = 500;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Many streams: TCP, a line a second on each";
    }

    @Override
    public Scale scale() {
        return Scale.of("streams", List.of(200L), List.of(200L), List.of(100L, 1_000L, MANY));
    }

    @Override
    public List<Unit> units() {
        return List.of(
                new Unit(Metric.MEMORY, "KiB for each"),
                new Unit(Metric.CPU, "CPU ms/s"),
                new Unit(Metric.THREADS, "threads"));
    }

    /** Each is a new process, and what it does at first is left out. */
    @Override
    public List<Long> warmUp(Form form) {
        return List.of();
    }

    @Override
    public List<Entry> entries() {
        return List.of(
                Entry.of("JDK, a selector", Kind.LIMIT, ground -> number -> bare(ground, NioMany.class, number)),
                Entry.of(VERTX, Kind.BARE, ground -> number -> bare(ground, VertxMany.class, number)),
                Entry.of(GATEWAY, Kind.PRODUCT, Gateways::new));
    }

    private static Sample bare(Ground ground, Class<? extends Worker> worker, long number) throws Exception {
        try (Program peer = peer(ground, number);
                Program jvm = Program.java(BareJvm.class, worker.getName())) {
            int port = (int) peer.dialogue().answer().number("port");
            long before = residentKib(jvm.dialogue(), jvm.pid());
            jvm.dialogue().ask("connect", port, number);
            return sample(ground, peer, jvm.dialogue(), jvm.pid(), before, number);
        }
    }

    /**
     * Their homes are deleted in the end: a file system such as ext4 looks for minutes past the places of deleted files for each new one,
     * which would be measured in the next round.
     */
    private static final class Gateways implements Contender {

        private final Ground ground;
        private final List<Path> homes = new ArrayList<>();

        Gateways(Ground ground) {
            this.ground = ground;
        }

        @Override
        public Sample measure(long number) throws Exception {
            long before;
            try (ProbedGateway empty = new ProbedGateway(ground, Map.of())) {
                Idle.of(empty.pid(), ground.form());
                before = residentKib(empty.probe(), empty.pid());
            }
            try (Program peer = peer(ground, number)) {
                int port = (int) peer.dialogue().answer().number("port");
                Map<String, List<String>> streams = new LinkedHashMap<>();
                for (long i = 0; i < number; i++) {
                    streams.put("s" + i, ProbedGateway.tcp(port));
                }
                ProbedGateway gateway = new ProbedGateway(ground, streams);
                homes.add(gateway.home());
                try {
                    return sample(ground, peer, gateway.probe(), gateway.pid(), before, number);
                } finally {
                    gateway.end();
                }
            }
        }

        @Override
        public void close() throws IOException {
            for (Path home : homes) {
                Folders.delete(home);
            }
        }
    }

    private static Program peer(Ground ground, long number) throws IOException {
        return new Program(ground.natives().path("many"), Long.toString(number));
    }

    private static Sample sample(Ground ground, Program peer, Dialogue owner, long pid, long beforeKib, long number)
            throws Exception {
        peer.dialogue().answer().number("connected");
        Idle busy = number == MANY ? Idle.settled(pid) : Idle.of(pid, ground.form());
        long threads = Usage.threads(pid);
        return Sample.of(Metric.MEMORY, (residentKib(owner, pid) - beforeKib) / (double) number)
                .with(Metric.CPU, busy.cpuMillisPerSecond())
                .with(Metric.THREADS, threads);
    }

    /** After a collection, once what that freed has gone back to the system. */
    private static long residentKib(Dialogue owner, long pid) throws IOException, InterruptedException {
        owner.ask("gc");
        long now = Usage.residentKib(pid);
        long before;
        do {
            before = now;
            TimeUnit.MILLISECONDS.sleep(GIVE_BACK_MILLIS);
            now = Usage.residentKib(pid);
        } while (now < before);
        return now;
    }
}
