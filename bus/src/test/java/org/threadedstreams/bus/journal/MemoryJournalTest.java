package org.threadedstreams.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.threadedstreams.api.bus.Gap;

class MemoryJournalTest extends JournalContract {

    @Override
    Journal journal(long maxBytes) {
        return new MemoryJournal(maxBytes);
    }

    @Override
    long least(long maxBytes) {
        return maxBytes;
    }

    @Override
    JournalSettings settings(long maxBytes) {
        return new JournalSettings(JournalSettings.Kind.MEMORY, maxBytes, JournalSettings.Sync.OS);
    }

    @Test
    void aGapRightBehindAHoleIsTheNextReads() {
        Journal journal = journal(PLENTY);
        journal.append(bytes(20_000), 1);
        journal.missed(3, "overrun");
        journal.append(bytes(20_000), 1);
        journal.configure(settings(65_536 / 4));
        assertThat(journal.earliest()).isEqualTo(20_000);
        Journal.Slice hole = journal.read(0, 10);
        assertThat(hole.gap().kind()).isEqualTo(Gap.Kind.HOLE);
        assertThat(hole.bytes()).isEmpty();
        Journal.Slice missed = journal.read(hole.next(), 10);
        assertThat(missed.gap().kind()).isEqualTo(Gap.Kind.MISSED);
        assertThat(missed.bytes()).hasSize(10);
    }
}
