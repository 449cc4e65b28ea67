package org.threadedstreams.benchmarks.report;

import java.util.List;
import org.threadedstreams.benchmarks.measure.Result;

/** What people read of the results, in Markdown. Stateless. */
public final class Report {

    public static final String README_MARK = "benchmarks";

    private static final String LEGEND = """
            Figures are medians of the rounds, in which all contenders take turns. *Of the limit* and the goals are ratios within
            one round, median and ends: compare these, and only within a table. *CPU* is user's and system's time of the processes
            on the receiving side (`/proc/<pid>/stat`, `getrusage` of C programs), *peak* the most memory that they had resident
            until then (`VmHWM`).
            """;

    private Report() {}

    /** Of one workload. */
    public static String of(Result result) {
        return new ResultTable(result).toString();
    }

    /** The goals alone, for the README and the end of a run. */
    public static String goals(List<Result> results) {
        return GoalTable.of(results);
    }

    /** The whole file. */
    public static String file(List<Result> results, String plot) {
        StringBuilder text = new StringBuilder("# What was measured\n\nWritten by `itests/benchmarks/run`.\n\n");
        text.append(LEGEND).append("\n![The results](").append(plot).append(")\n\n## Goals\n\n");
        text.append(goals(results)).append(GoalTable.remarks(results));
        results.forEach(result -> text.append('\n').append(of(result)));
        return text.toString();
    }

    /** The README's part. */
    public static String readme(List<Result> results, String folder, String plot) {
        String made =
                results.isEmpty() ? "" : "\n" + results.get(results.size() - 1).made() + "\n";
        return goals(results) + GoalTable.remarks(results) + "\n![The results](" + folder + "/" + plot + ")\n" + made;
    }
}
