package org.threadedstreams.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.faults.notice.Notice;
import org.threadedstreams.rig.Marked;

/** One round of the quick rows. {@code itests/faults/run --notice} measures all of them. */
class NoticeIT {

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void whatHappensToAStreamIsNoticedAndTheStreamOpensAgain() throws Exception {
        Notice notice = new Notice(
                Path.of(System.getProperty("tstreams.distribution")),
                Path.of(System.getProperty("tstreams.work")).resolveSibling("notice-it"),
                1);

        String table = notice.runQuick();

        assertThat(table).contains("READ_FAILED", "END_OF_STREAM", "CONNECT_FAILED");
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(notice.notRun()).as("rows that were not run").isEmpty();
        }
        assertThat(notice.notRun()).isEmpty();
    }

    @Test
    void theReadmeHasTheRowsThatAreMeasured() throws IOException {
        String table = new Marked(Path.of(System.getProperty("tstreams.readme")), Notice.MARK).read();

        assertThat(names(table)).isEqualTo(Notice.names());
    }

    private static List<List<String>> names(String table) {
        return table.lines()
                .filter(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> Stream.of(line.split("\\|"))
                        .skip(1)
                        .limit(2)
                        .map(String::strip)
                        .toList())
                .toList();
    }
}
