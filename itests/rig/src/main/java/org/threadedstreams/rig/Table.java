package org.threadedstreams.rig;

import java.util.ArrayList;
import java.util.List;

/** The table at the end, in Markdown. Stateless. */
public final class Table {

    private Table() {}

    /**
     * @param rows each as long as the headings
     */
    public static String of(String[] headings, List<String[]> rows) {
        List<String[]> all = new ArrayList<>();
        all.add(headings);
        all.addAll(rows);
        int[] widths = widths(all);
        StringBuilder text = new StringBuilder(line(headings, widths)).append(rule(widths));
        rows.forEach(row -> text.append(line(row, widths)));
        return text.toString();
    }

    private static int[] widths(List<String[]> rows) {
        int[] widths = new int[rows.get(0).length];
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
