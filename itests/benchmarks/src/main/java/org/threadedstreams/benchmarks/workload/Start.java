package org.threadedstreams.benchmarks.workload;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.threadedstreams.benchmarks.bare.FelixJvm;
import org.threadedstreams.benchmarks.bare.Nothing;
import org.threadedstreams.benchmarks.measure.Contender;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Entry.Kind;
import org.threadedstreams.benchmarks.measure.Form;
import org.threadedstreams.benchmarks.measure.Ground;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Sample;
import org.threadedstreams.benchmarks.measure.Scale;
import org.threadedstreams.benchmarks.measure.Workload;
import org.threadedstreams.benchmarks.process.Idle;
import org.threadedstreams.benchmarks.process.Program;
import org.threadedstreams.benchmarks.process.Usage;
import org.threadedstreams.rig.Folders;
import org.threadedstreams.rig.GatewayProcess;

/**
 * From the start of the process to its ready line, with so many streams configured; then left alone: its memory and its processor
 * time while it does nothing.
 */
public final class Start implements Workload {

    public static final String NAME = "start";
    public static final String FELIX = "Felix, the same bundles";
    public static final String GATEWAY = "gateway";

    /** What the goal is about: bare Felix has no streams, and opens none. */
    public static final long USUAL = 10;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Start to the ready line, and the idle process after it";
    }

    @Override
    public Scale scale() {
        return Scale.of("streams", List.of(1L), List.of(USUAL), List.of(0L, USUAL, 100L));
    }

    @Override
    public List<Unit> units() {
        return List.of(
                new Unit(Metric.TIME, "ms"),
                new Unit(Metric.CPU, "idle CPU ms/s"),
                new Unit(Metric.MEMORY, "idle MiB"),
                new Unit(Metric.THREADS, "threads"));
    }

    @Override
    public List<Long> warmUp(Form form) {
        return form == Form.FULL ? List.of(1L) : List.of();
    }

    @Override
    public List<Entry> entries() {
        return List.of(
                Entry.of(FELIX, Kind.LIMIT, ground -> felix(ground)),
                Entry.of("Felix, the same bundles and FileInstall", Kind.BARE, ground -> felix(ground, "fileinstall")),
                Entry.of("a JVM alone", Kind.BARE, ground -> streams -> started(ground, Program.java(Nothing.class))),
                Entry.of(GATEWAY, Kind.PRODUCT, ground -> streams -> gateway(ground, streams)));
    }

    private static Contender felix(Ground ground, String... more) {
        return streams -> {
            Path home = ground.folder("felix");
            List<String> arguments =
                    new ArrayList<>(List.of(ground.distribution().toString(), home.toString()));
            arguments.addAll(List.of(more));
            try {
                return started(ground, Program.java(FelixJvm.class, arguments.toArray(String[]::new)));
            } finally {
                Folders.delete(home);
            }
        };
    }

    private static Sample started(Ground ground, Program program) throws Exception {
        try (program) {
            long ready = program.dialogue().answer().number("ready");
            return idle((ready - program.startNanos()) / 1e6, program.pid(), ground);
        }
    }

    private static Sample gateway(Ground ground, long streams) throws Exception {
        Path home = new GatewayProcess(ground.distribution(), ground.folder("start")).home();
        for (int i = 0; i < streams; i++) {
            // Nobody listens on port 1.
            Folders.write(
                    home.resolve("etc/stream-s" + i + ".cfg"),
                    "transport = tcp\nhost = 127.0.0.1\nport = 1\nreconnect = false\n");
        }
        String command = ground.distribution().resolve("bin/tstreams").toString();
        try (Program program = new Program(List.of(command, "run", "--home", home.toString()), Redirect.DISCARD)) {
            String line = program.dialogue().line();
            double millis = (System.nanoTime() - program.startNanos()) / 1e6;
            if (!line.startsWith("tstreams ready")) {
                throw new IOException("the gateway said: " + line);
            }
            return idle(millis, program.pid(), ground);
        } finally {
            Folders.delete(home);
        }
    }

    private static Sample idle(double millis, long pid, Ground ground) throws Exception {
        Idle idle = Idle.of(pid, ground.form());
        return Sample.of(Metric.TIME, millis)
                .with(Metric.CPU, idle.cpuMillisPerSecond())
                .with(Metric.MEMORY, Usage.residentKib(pid) / 1024.0)
                .with(Metric.THREADS, Usage.threads(pid));
    }
}
