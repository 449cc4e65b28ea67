package org.threadedstreams.benchmarks.workload;

import java.util.Collections;
import java.util.List;
import org.threadedstreams.benchmarks.bare.VertxFanOut;
import org.threadedstreams.benchmarks.measure.Contender;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Entry.Kind;
import org.threadedstreams.benchmarks.measure.Form;
import org.threadedstreams.benchmarks.measure.Ground;
import org.threadedstreams.benchmarks.measure.Scale;
import org.threadedstreams.benchmarks.measure.Workload;
import org.threadedstreams.benchmarks.process.Blaster;

/** One TCP stream to 1, 4 and 16 consumers in the gateway's JVM, each of which gets all. */
public final class FanOut implements Workload {

    public static final String NAME = "fan-out";
    public static final String MEMORY = "gateway, memory, lines=false";

    private static final String BARE = "Vert.x NetClient to its event bus, uncopied";

    private static final long BYTES = 100_000_000;
    private static final long BYTES_AS_LINES = 10_000_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Fan-out: one TCP stream to many consumers in one JVM";
    }

    @Override
    public Scale scale() {
        return Scale.of("consumers", List.of(1L, 16L), List.of(1L, 16L), List.of(1L, 4L, 16L));
    }

    @Override
    public List<Unit> units() {
        return INGEST;
    }

    @Override
    public List<Long> warmUp(Form form) {
        return Collections.nCopies(
                switch (form) {
                    case SMOKE -> 1;
                    case SHORT -> 3;
                    case FULL -> 12;
                },
                4L);
    }

    @Override
    public List<Entry> entries() {
        return List.of(
                Entry.of(BARE, Kind.LIMIT, FanOut::bare),
                product(MEMORY, "read", BYTES, "journal = memory", "lines = false"),
                product("gateway, disk, lines=false", "read", BYTES, "journal = disk", "lines = false"),
                product("gateway, memory, read as lines", "lines", BYTES_AS_LINES, "journal = memory", "lines = true"),
                product("gateway, disk, read as lines", "lines", BYTES_AS_LINES, "journal = disk", "lines = true"));
    }

    /** In the full form so many that a sending takes some tenths of a second. */
    private static long sent(Ground ground, long bytes) {
        return ground.form() == Form.FULL ? 5 * bytes : bytes;
    }

    private static Contender bare(Ground ground) throws Exception {
        Blaster sender = new Blaster(ground);
        return new Fan(
                sender,
                sent(ground, BYTES),
                Drains.bare(
                        VertxFanOut.class,
                        consumers -> List.of(sender.port(), consumers).toArray()));
    }

    private static Entry product(String name, String kind, long bytes, String... settings) {
        return Entry.of(name, Kind.PRODUCT, ground -> {
            Blaster sender = new Blaster(ground);
            long sent = sent(ground, bytes);
            return new Fan(
                    sender,
                    sent,
                    Drains.gateway(
                            ground,
                            sender,
                            consumers -> List.of(kind, Drains.STREAM, consumers, sent)
                                    .toArray(),
                            settings));
        });
    }
}
