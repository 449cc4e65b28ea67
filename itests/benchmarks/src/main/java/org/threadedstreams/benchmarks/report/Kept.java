package org.threadedstreams.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.threadedstreams.benchmarks.measure.Result;
import org.threadedstreams.benchmarks.workload.Workloads;
import org.threadedstreams.rig.Marked;

/**
 * The last results in the repository: the figures, and what is made from them.
 *
 * @param folder the module's
 */
public record Kept(Path folder, Path readme) {

    private static final String PLOT = "results.svg";

    /** Replaces those of the same workloads. */
    public void put(List<Result> results) throws IOException {
        ResultsFile file = new ResultsFile(folder.resolve("results.json"));
        List<Result> all = ResultsFile.merged(file.read(), results, Workloads.names());
        file.write(all);
        Files.writeString(folder.resolve("RESULTS.md"), Report.file(all, PLOT));
        Files.writeString(folder.resolve(PLOT), Plot.of(all));
        new Marked(readme, Report.README_MARK).write(Report.readme(all, "itests/benchmarks", PLOT));
    }
}
