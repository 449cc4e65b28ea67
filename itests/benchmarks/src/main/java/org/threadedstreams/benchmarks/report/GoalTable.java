package org.threadedstreams.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import org.threadedstreams.benchmarks.goal.Goal;
import org.threadedstreams.benchmarks.goal.Goals;
import org.threadedstreams.benchmarks.goal.Remarks;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Result;
import org.threadedstreams.benchmarks.measure.Spread;
import org.threadedstreams.rig.Table;

/** Every goal, and how far it was met, in Markdown. Stateless. */
final class GoalTable {

    private static final String[] HEADINGS = {"workload", "what", "goal", "measured", "from – to", "met"};

    private GoalTable() {}

    static String of(List<Result> results) {
        List<String[]> rows = new ArrayList<>();
        for (Result result : results) {
            Goals.of(result.name()).forEach(goal -> rows.add(row(result, goal)));
        }
        return Table.of(HEADINGS, rows);
    }

    /** What is known of goals that were not met, a paragraph for each contender that has one. */
    static String remarks(List<Result> results) {
        StringBuilder text = new StringBuilder();
        for (Result result : results) {
            Goals.of(result.name()).stream()
                    .filter(goal -> goal.judge(result) != Goal.Verdict.MET)
                    .map(Goal::contender)
                    .distinct()
                    .forEach(contender -> Remarks.on(result.name(), contender)
                            .ifPresent(remark -> text.append("\n*")
                                    .append(result.name())
                                    .append(", ")
                                    .append(contender)
                                    .append(":* ")
                                    .append(remark)
                                    .append('\n')));
        }
        return text.isEmpty() ? "" : "\nWhere a goal is not met:\n" + text;
    }

    private static String[] row(Result result, Goal goal) {
        return new String[] {
            result.name(),
            goal.contender(),
            goal.words(result),
            goal.measured(result).map(spread -> Metric.figure(spread.median())).orElse("-"),
            goal.measured(result).map(Spread::toString).orElse("-"),
            goal.judge(result).toString()
        };
    }
}
