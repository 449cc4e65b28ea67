package org.threadedstreams.faults;

import java.util.ArrayList;
import java.util.List;

/** The table at the end, in Markdown. Stateless. */
final class Table {

    static final String[] HEADINGS = {
        "fault", "rounds", "failed", "bytes read", "bytes written", "lost", "gaps reported", "seconds"
    };

    private Table() {}

    static String of(List<Tally> tallies) {
        Tally total = new Tally("total");
        List<String[]> rows = new ArrayList<>();
        rows.add(HEADINGS);
        for (Tally tally : tallies) {
            rows.add(tally.cells());
            total.add(tally);
        }
        rows.add(total.cells());
        int[] widths = widths(rows);
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            text.append(line(row, widths));
            if (row == HEADINGS) {
                text.append(rule(widths));
            }
        }
        return text.toString();
    }

    private static int[] widths(List<String[]> rows) {
        int[] widths = new int[HEADINGS.length];
        for (String[] row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row[column].length());
            }
        }
        return widths;
    }

    private static String line(String[] cells, int[] widths) {
        StringBuilder line = new StringBuilder("|");
        for (int column = 0; column < cells.length; column++) {
            String format = column == 0 ? " %-" + widths[column] + "s |" : " %" + widths[column] + "s |";
            line.append(format.formatted(cells[column]));
        }
        return line.append('\n').toString();
    }

    private static String rule(int[] widths) {
        StringBuilder line = new StringBuilder("|");
        for (int column = 0; column < widths.length; column++) {
            line.append(
                    column == 0 ? "-" + "-".repeat(widths[column]) + "-|" : "-" + "-".repeat(widths[column]) + ":|");
        }
        return line.append('\n').toString();
    }
}
