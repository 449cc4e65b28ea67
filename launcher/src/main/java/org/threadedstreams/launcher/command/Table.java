package org.threadedstreams.launcher.command;

import java.util.List;

/** Rows with their columns below each other, on stdout. Stateless. */
final class Table {

    private Table() {}

    /** @param rows each with the same number of cells */
    static void print(List<List<String>> rows) {
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width = rows.stream()
                        .mapToInt(other -> other.get(column).length())
                        .max()
                        .orElse(0);
                line.append(row.get(i)).append(" ".repeat(width - row.get(i).length() + 2));
            }
            System.out.println(line.toString().stripTrailing());
        }
    }
}
