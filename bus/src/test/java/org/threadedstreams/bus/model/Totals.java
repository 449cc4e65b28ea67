package org.threadedstreams.bus.model;

import static org.assertj.core.api.Assertions.assertThat;

/** What was done to all streams together, so that nobody trusts schedules in which nothing happened. */
final class Totals {

    private int schedules;
    private long sessions;
    private long bytes;
    private long gaps;
    private long handedOver;
    private long cameBack;
    private long refused;
    private long errors;

    void add(StreamUnderModel stream) {
        schedules++;
        sessions += stream.sessions.size();
        bytes += stream.input.end();
        gaps += stream.input.missed.size();
        handedOver += stream.output.handedOver;
        cameBack += stream.output.cameBack;
        refused += stream.output.refused;
        errors += stream.before().errors();
    }

    void check() {
        assertThat(toString()).doesNotContain(" 0 ");
    }

    @Override
    public String toString() {
        return schedules + " schedules: " + sessions + " sessions, " + bytes + " bytes, " + gaps + " gaps, "
                + handedOver
                + " writes handed over, " + cameBack + " writes given back, " + refused + " writes refused, " + errors
                + " errors";
    }
}
