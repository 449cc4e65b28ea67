package org.threadedstreams.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import org.threadedstreams.benchmarks.goal.Goal;
import org.threadedstreams.benchmarks.goal.Goals;
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
