package org.threadedstreams.client.text;

import java.util.List;
import java.util.stream.Collectors;

/** Rows with their cells below each other. Stateless. */
public final class Columns {

    private static final String GAP = "  ";

    private Columns() {}

    /**
     * A line for each row, without a line end after the last.
     *
     * @param rows each with the same number of cells
     */
    public static String of(List<List<String>> rows) {
        int[] widths = new int[rows.isEmpty() ? 0 : rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(row.get(i))
                    .append(" ".repeat(widths[i] - row.get(i).length()))
                    .append(GAP);
        }
        return line.toString().stripTrailing();
    }
}
