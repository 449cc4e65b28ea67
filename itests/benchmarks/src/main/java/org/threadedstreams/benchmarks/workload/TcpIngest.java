package org.threadedstreams.benchmarks.workload;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.threadedstreams.benchmarks.bare.SocketDrain;
import org.threadedstreams.benchmarks.bare.VertxDrain;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Entry.Kind;
import org.threadedstreams.benchmarks.measure.Form;
import org.threadedstreams.benchmarks.measure.Need;
import org.threadedstreams.benchmarks.measure.Scale;
import org.threadedstreams.benchmarks.measure.Workload;

/** Text that comes over TCP as fast as it can be taken, through the whole product to a consumer in its JVM. */
public final class TcpIngest implements Workload {

    public static final String NAME = "tcp";
    /** It needs a hundred times the limit's time. */
    private static final long SER2NET_MOST = 100_000_000;

    public static final String VERTX = "Vert.x NetClient";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "TCP, sent as fast as it is taken, to one consumer";
    }

    @Override
    public Scale scale() {
        return Scale.megabytes(List.of(50), List.of(50), List.of(1, 100, 1000));
    }

    @Override
    public List<Unit> units() {
        return INGEST;
    }

    /** In the full form the last fills the files that are written over from then on. */
    @Override
    public List<Long> warmUp(Form form) {
        List<Long> sizes = new ArrayList<>(Collections.nCopies(form == Form.FULL ? 12 : 2, 50_000_000L));
        if (form == Form.FULL) {
            sizes.add(300_000_000L);
        }
        return sizes;
    }

    @Override
    public List<Entry> entries() {
        return List.of(
                Entry.of("C reader", Kind.LIMIT, Ingest.of(Drains::plain)),
                Entry.of("C reader, to new files", Kind.LIMIT, Ingest.of(Drains::plainToFiles)),
                Entry.of("C reader, over its files", Kind.LIMIT, Ingest.of(Drains::plainOverFiles)),
                Entry.of(
                        "Java socket",
                        Kind.BARE,
                        Ingest.of((ground, sender) -> Drains.bare(SocketDrain.class, sender))),
                Entry.of(VERTX, Kind.BARE, Ingest.of((ground, sender) -> Drains.bare(VertxDrain.class, sender))),
                Entry.of("socat, C reader behind it", Kind.PEER, Ingest.of(Relays::socat))
                        .needing(Need.SOCAT),
                Entry.of("ser2net, C reader behind it", Kind.PEER, Ingest.of(Relays::ser2net))
                        .needing(Need.SER2NET)
                        .upTo(SER2NET_MOST),
                product("memory", "false", "read"),
                product("disk", "false", "read"),
                product("memory", "true", "read"),
                product("disk", "true", "read"),
                product("memory", "true", "lines"),
                product("disk", "true", "lines"));
    }

    /** How the row of a product is called. */
    public static String row(String journal, String lines, String consumer) {
        return "gateway, " + journal + ", lines=" + lines + (consumer.equals("lines") ? ", read as lines" : "");
    }

    private static Entry product(String journal, String lines, String consumer) {
        return Entry.of(
                row(journal, lines, consumer),
                Kind.PRODUCT,
                Ingest.of((ground, sender) -> Drains.gateway(
                        ground, sender, Drains.consumers(consumer, 1), "journal = " + journal, "lines = " + lines)));
    }
}
