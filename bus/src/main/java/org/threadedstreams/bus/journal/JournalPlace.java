package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

/** Where one journal lives, and what it shares with others there. */
record JournalPlace(JournalFolder folder, FreeSpace space, ScheduledExecutorService timer, Clock clock) {

    /** Opens what is there, and puts its gaps into these. */
    SegmentedLog open(Gaps gaps, JournalSettings settings) throws IOException {
        return new Recovery(folder, gaps, clock).open(space, settings);
    }
}
