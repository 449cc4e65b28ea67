package org.threadedstreams.benchmarks.workload;

import java.util.Collections;
import java.util.List;
import org.threadedstreams.benchmarks.bare.ExpectItFind;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Entry.Kind;
import org.threadedstreams.benchmarks.measure.Form;
import org.threadedstreams.benchmarks.measure.Need;
import org.threadedstreams.benchmarks.measure.Scale;
import org.threadedstreams.benchmarks.measure.Workload;
import org.threadedstreams.benchmarks.process.Blaster;

/** A text that comes after much noise, waited for by {@code readUntil}. */
public final class Marker implements Workload {

    public static final String NAME = "marker";
    public static final String LIMIT = "C, Knuth-Morris-Pratt";
    public static final String LITERAL = "gateway, disk, literal";
    public static final String PATTERN = "gateway, disk, pattern";

    private static final String REGEX = "~E[A-Z]D~";
    private static final long MB = 1_000_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Marker: a text after noise that comes over TCP";
    }

    @Override
    public Scale scale() {
        return Scale.megabytes(List.of(20), List.of(1, 50), List.of(1, 100, 1000));
    }

    @Override
    public List<Unit> units() {
        return INGEST;
    }

    @Override
    public List<Long> warmUp(Form form) {
        return Collections.nCopies(2, (form == Form.SMOKE ? 20 : 50) * MB);
    }

    @Override
    public List<Entry> entries() {
        return List.of(
                Entry.of(
                        LIMIT,
                        Kind.LIMIT,
                        Ingest.marked((ground, sender) -> Drains.program(
                                ground.natives().path("find"), Integer.toString(sender.port()), Blaster.MARKER))),
                expectIt("ExpectIt, literal", Blaster.MARKER, "literal"),
                expectIt("ExpectIt, pattern", REGEX, "pattern"),
                pexpect("pexpect, literal", Blaster.MARKER, "literal", 20 * MB),
                pexpect("pexpect, pattern", REGEX, "pattern", 1 * MB),
                pexpect("pexpect, literal, its best settings", Blaster.MARKER, "best", 100 * MB),
                product(LITERAL, Blaster.MARKER, "literal"),
                product(PATTERN, REGEX, "pattern"));
    }

    private static Entry expectIt(String name, String text, String how) {
        return Entry.of(
                        name,
                        Kind.PEER,
                        Ingest.marked((ground, sender) -> Drains.bare(ExpectItFind.class, sender, text, how)))
                .upTo(1 * MB);
    }

    private static Entry pexpect(String name, String text, String how, long largest) {
        return Entry.of(
                        name,
                        Kind.PEER,
                        Ingest.marked((ground, sender) -> Drains.program(
                                Need.python(), ground.script("find.py"), Integer.toString(sender.port()), text, how)))
                .needing(Need.PEXPECT)
                .upTo(largest);
    }

    private static Entry product(String name, String text, String how) {
        return Entry.of(
                name,
                Kind.PRODUCT,
                Ingest.marked((ground, sender) -> Drains.gateway(
                        ground,
                        sender,
                        bytes -> List.of("find", Drains.STREAM, how, text).toArray(),
                        "lines = false",
                        // Else a handle that lags behind more than the journal keeps is told of a gap.
                        "journalMaxBytes = " + 2000 * MB)));
    }
}
