package org.threadedstreams.bus.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.bus.journal.DiskThreads;
import org.threadedstreams.bus.journal.Journal;
import org.threadedstreams.bus.journal.JournalEvents;
import org.threadedstreams.bus.journal.JournalSettings;
import org.threadedstreams.bus.journal.Journals;
import org.threadedstreams.bus.journal.JournalsInMemory;

/** What a stream says of a disk that fails, for as long as that is true. */
@Timeout(60)
class JournalTroubleTest {

    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private volatile JournalEvents events;
    private final StreamFixture f = new StreamFixture(Duration.ofSeconds(60), new Journals() {

        private final Journals kept = new JournalsInMemory(threads);

        @Override
        public Journal open(String stream, JournalSettings settings, Executor owner, JournalEvents told) {
            events = told;
            return kept.open(stream, settings, owner, told);
        }

        @Override
        public DiskThreads threads(String stream) {
            return kept.threads(stream);
        }
    });

    @AfterEach
    void close() throws Exception {
        f.close();
        threads.shutdown();
    }

    @Test
    void aFailureIsAnErrorEventAndAReasonUntilItIsOver() throws Exception {
        f.open("journal", "disk");
        events.failed("disk full");
        assertThat(f.awaitError(0).getString("code")).isEqualTo("JOURNAL_FAILED");
        await().until(() -> f.stream.status().reason().equals("the journal is in memory: disk full"));
        events.recovered("back");
        await().until(() -> f.stream.status().reason().isEmpty());
    }

    @Test
    void aJournalThatIsToBeInMemoryHasNoTroubleWithADisk() throws Exception {
        f.open("journal", "disk");
        events.failed("disk full");
        await().until(() -> !f.stream.status().reason().isEmpty());
        f.configure("journal", "memory");
        f.provider.next().up();
        await().until(() -> f.stream.status().session() == 2);
        assertThat(f.stream.status().reason()).isEmpty();
    }
}
