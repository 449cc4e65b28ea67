package org.threadedstreams.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.benchmarks.Sketch;
import org.threadedstreams.benchmarks.measure.Entry.Kind;
import org.threadedstreams.benchmarks.measure.Result;
import org.threadedstreams.benchmarks.workload.TcpIngest;

class ReportTest {

    private static final String OURS = TcpIngest.row("disk", "false", "read");

    private static final Result TCP = new Sketch(TcpIngest.NAME)
            .rates(Kind.LIMIT, "C reader", 1, 200, 100, 200)
            .rates(Kind.BARE, TcpIngest.VERTX, 1, 100, 50, 80)
            .rates(Kind.PRODUCT, OURS, 1, 50, 25, 60)
            .leftOut("socat relay: this machine lacks socat (socat)")
            .result();

    @TempDir
    Path folder;

    @Test
    void aRowHasItsRatiosToTheLimitAndItsGoals() {
        String row = Report.of(TCP)
                .lines()
                .filter(line -> line.contains(OURS))
                .findFirst()
                .orElseThrow();

        assertThat(cells(row))
                .containsExactly(
                        OURS,
                        "1 MB",
                        "50.0",
                        "0.250",
                        "0.250 – 0.300",
                        "0.020",
                        "rate at least 0.75 of Vert.x NetClient<br>CPU at most 2.5 of Vert.x NetClient",
                        "0.500<br>2.00",
                        "not met<br>met");
    }

    @Test
    void whatWasLeftOutIsSaid() {
        assertThat(Report.of(TCP)).contains("Left out: socat relay: this machine lacks socat (socat)");
    }

    @Test
    void everyGoalOfAWorkloadHasALineAlsoWhenItWasNotMeasured() {
        List<String> verdicts = Report.goals(List.of(TCP))
                .lines()
                .skip(2)
                .map(row -> cells(row).get(5))
                .toList();

        assertThat(verdicts).containsExactly("not measured", "not measured", "not met", "met");
    }

    @Test
    void whatIsKnownOfAGoalIsSaidWhereItIsNotMet() {
        Result met = new Sketch(TcpIngest.NAME)
                .rates(Kind.BARE, TcpIngest.VERTX, 1, 100)
                .rates(Kind.PRODUCT, OURS, 1, 100)
                .result();

        assertThat(Report.readme(List.of(TCP), "folder", "plot")).contains("*tcp, " + OURS + ":* ");
        assertThat(Report.readme(List.of(met), "folder", "plot")).doesNotContain("*tcp, " + OURS + ":* ");
    }

    @Test
    void resultsAreReadAsTheyWereWritten() throws Exception {
        ResultsFile file = new ResultsFile(folder.resolve("results.json"));
        assertThat(file.read()).isEmpty();

        file.write(List.of(TCP));

        assertThat(Report.of(file.read().get(0))).isEqualTo(Report.of(TCP));
        assertThat(ResultsFile.text(file.read())).isEqualTo(ResultsFile.text(List.of(TCP)));
    }

    @Test
    void newResultsReplaceThoseOfTheSameWorkload() {
        Result a = new Sketch("a").result();
        Result b = new Sketch("b").result();
        Result newA = new Sketch("a").leftOut("x").result();

        assertThat(ResultsFile.merged(List.of(a, b), List.of(newA), List.of("b", "a")))
                .containsExactly(b, newA);
    }

    @Test
    void whatIsKeptStandsInTheFolderAndTheReadme() throws Exception {
        Path readme = folder.resolve("README.md");
        Files.writeString(
                readme,
                "# A\n\n<!-- benchmarks: begin, written by a program -->\n<!-- benchmarks: end -->\n\n## After\n");

        new Kept(folder, readme).put(List.of(TCP));

        assertThat(readme)
                .content()
                .startsWith("# A\n")
                .contains(OURS, "results.svg")
                .endsWith("\n## After\n");
        assertThat(folder.resolve("RESULTS.md")).content().contains(OURS, "Left out: socat relay");
        assertThat(folder.resolve("results.json")).exists();
        String plot = Files.readString(folder.resolve("results.svg"));
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(plot.getBytes(StandardCharsets.UTF_8)))
                        .getDocumentElement()
                        .getTagName())
                .isEqualTo("svg");
        assertThat(plot).contains("C reader", OURS);
        assertThat(plot.length()).isLessThan(20_000);
    }

    private static List<String> cells(String row) {
        return List.of(row.substring(1).split("\\|")).stream()
                .map(String::strip)
                .toList();
    }
}
