package org.threadedstreams.benchmarks.goal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Workload;
import org.threadedstreams.benchmarks.workload.Workloads;

class GoalsTest {

    @Test
    void everyGoalIsAboutSomethingThatIsMeasured() {
        for (Goal goal : Goals.all()) {
            Workload workload = Workloads.all().stream()
                    .filter(one -> one.name().equals(goal.workload()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no workload " + goal.workload()));
            List<String> contenders =
                    workload.entries().stream().map(Entry::name).toList();

            assertThat(contenders).contains(goal.contender());
            if (goal.basis() instanceof Basis.Of of) {
                assertThat(contenders).contains(of.other());
            }
            assertThat(workload.units()).extracting(Workload.Unit::metric).contains(goal.metric());
        }
    }

    @Test
    void everyRemarkIsOnAContenderThatHasAGoal() {
        assertThat(Remarks.all())
                .allSatisfy(remark -> assertThat(Goals.of(remark.workload()))
                        .extracting(Goal::contender)
                        .contains(remark.contender()));
    }

    @Test
    void whereThereIsALimitItIsFirstAndTheMainFigureIsTheFirstToo() {
        for (Workload workload : Workloads.all()) {
            List<Entry> entries = workload.entries();
            if (entries.stream().anyMatch(entry -> entry.kind() == Entry.Kind.LIMIT)) {
                assertThat(entries.get(0).kind()).as(workload.name()).isEqualTo(Entry.Kind.LIMIT);
            }
            assertThat(workload.units().get(0).metric()).isEqualTo(workload.main());
            assertThat(entries).extracting(Entry::name).doesNotHaveDuplicates();
        }
        assertThat(Workloads.names()).doesNotHaveDuplicates();
    }
}
