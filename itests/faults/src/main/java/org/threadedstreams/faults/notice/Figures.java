package org.threadedstreams.faults.notice;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What was measured of one row, in nanoseconds. For one thread. */
final class Figures {

    private final List<Long> noticed = new ArrayList<>();
    private final List<Long> reopened = new ArrayList<>();

    void add(long noticedNanos, long reopenedNanos) {
        noticed.add(noticedNanos);
        reopened.add(reopenedNanos);
    }

    /** The row's line of the table. */
    String line(Row row) {
        return "| %s | %s | `%s` | %s | %s | %s |%n"
                .formatted(row.transport(), row.what(), row.code(), text(noticed), text(reopened), row.decides());
    }

    private static String text(List<Long> nanos) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return text(sorted.get(sorted.size() / 2)) + " / " + text(sorted.get(sorted.size() - 1));
    }

    private static String text(long nanos) {
        long millis = Math.max(0, nanos / 1_000_000);
        return millis < 1_000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }
}
