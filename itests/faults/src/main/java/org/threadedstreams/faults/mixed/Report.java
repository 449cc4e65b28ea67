package org.threadedstreams.faults.mixed;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.threadedstreams.faults.content.Violation;
import org.threadedstreams.faults.mixed.Judge.Verdict;
import org.threadedstreams.rig.Machine;
import org.threadedstreams.rig.Table;

/** The tables at the end, in Markdown. Immutable. */
record Report(
        MixedOptions options,
        Duration ready,
        Figures before,
        Figures after,
        List<StrikeTally> tallies,
        List<Verdict> verdicts,
        List<String> failures) {

    private static final String[] HEADINGS = {
        "streams", "count", "in memory", "sessions", "bytes read", "bytes written", "wrong", "lost", "gaps reported"
    };

    String text() {
        StringBuilder text =
                new StringBuilder("Made by `" + options.command() + "`: one gateway, one fault a second.\n\n");
        text.append(Table.of(HEADINGS, streams())).append('\n');
        text.append(Table.of(StrikeTally.HEADINGS, strikes()));
        text.append("\nA fault is over when every stream that it struck has a new session that took a request.\n");
        text.append("Ready after ")
                .append(ready.toMillis())
                .append(" ms.\nBefore the first fault: ")
                .append(before)
                .append(".\nAfter the last: ")
                .append(after)
                .append(".\n\nSeed ")
                .append(options.seed())
                .append(", ")
                .append(options.duration().toSeconds())
                .append(" s, ")
                .append(LocalDate.now(ZoneOffset.UTC))
                .append(", ")
                .append(Machine.describe())
                .append(".\n");
        failures.forEach(line -> text.append('\n').append(line).append('\n'));
        return text.toString();
    }

    private List<String[]> streams() {
        List<String[]> rows = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<Verdict> of = verdicts.stream()
                    .filter(verdict -> verdict.stream().kind() == kind)
                    .toList();
            if (!of.isEmpty()) {
                rows.add(row(kind.title(), of));
            }
        }
        rows.add(row("total", verdicts));
        return rows;
    }

    private static String[] row(String title, List<Verdict> verdicts) {
        return new String[] {
            title,
            Integer.toString(verdicts.size()),
            sum(verdicts, verdict -> verdict.stream().inMemory() ? 1 : 0),
            sum(verdicts, Verdict::sessions),
            sum(verdicts, Verdict::read),
            sum(verdicts, Verdict::written),
            sum(verdicts, verdict -> verdict.wrong() == null ? 0 : 1),
            sum(verdicts, verdict -> verdict.wrong() instanceof Violation violation ? violation.lost() : 0),
            sum(verdicts, Verdict::gaps)
        };
    }

    private static String sum(List<Verdict> verdicts, ToLongFunction<Verdict> count) {
        return "%,d".formatted(verdicts.stream().mapToLong(count).sum());
    }

    private List<String[]> strikes() {
        StrikeTally total = new StrikeTally("total");
        List<String[]> rows = new ArrayList<>();
        for (StrikeTally tally : tallies) {
            total.add(tally);
            rows.add(tally.cells());
        }
        rows.add(total.cells());
        return rows;
    }
}
