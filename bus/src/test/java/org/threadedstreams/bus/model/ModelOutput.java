package org.threadedstreams.bus.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.WriteReceipt;

/** The writes that were accepted and not yet answered, in order, and what their answers must say. */
final class ModelOutput {

    private final List<ModelWrite> waiting = new ArrayList<>();
    private long takenBytes;
    /** How many writes were handed over as a whole, and how many came back. */
    long handedOver;

    long cameBack;
    long refused;

    void accepted(ModelWrite write) {
        waiting.add(write);
    }

    /** A write that was not accepted comes back as a whole, at once. */
    void refused(ModelWrite write, StreamCode code) {
        assertThat(write.reply).as("a refusal").isDone();
        StreamException failure = write.failure();
        assertThat(failure.code()).isEqualTo(code);
        assertThat(Arrays.equals(failure.unsent().bytes(), write.bytes)).isTrue();
        assertThat(failure.unsent().count()).isEqualTo(write.bytes.length);
        assertThat(failure.unsent().doubt()).isZero();
        refused++;
    }

    /** All bytes that a transport took. */
    long takenBytes() {
        return takenBytes;
    }

    long queuedBytes() {
        return waiting.stream().mapToLong(ModelWrite::left).sum();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The process that had accepted them is gone. */
    void newProcess() {
        waiting.clear();
        takenBytes = 0;
    }

    boolean anyBrief() {
        return waiting.stream().anyMatch(w -> w.brief);
    }

    /** A transport was given that piece. */
    void offered(byte[] piece, long inputEnd) {
        ModelWrite write = first();
        assertThat(write).as("what a piece belongs to").isNotNull();
        assertThat(Arrays.mismatch(piece, write.rest()))
                .as("the first byte of a piece that is wrong")
                .isIn(-1, piece.length);
        assertThat(piece.length).isEqualTo(Math.min(write.left(), StreamConnection.MAX_PIECE_BYTES));
        if (!write.offered) {
            write.offered = true;
            write.offset = write.session.taken;
            write.input = inputEnd;
        }
    }

    /** A transport took so many bytes of the piece that it was given. */
    void taken(int count) {
        ModelWrite write = first();
        write.taken += count;
        write.session.taken += count;
        takenBytes += count;
    }

    private ModelWrite first() {
        return waiting.stream().filter(w -> w.left() > 0).findFirst().orElse(null);
    }

    /**
     * Checks the answers that have come.
     *
     * @param over whether the session of these writes is over
     * @param doubt how many bytes of the piece that was offered last may have left although they were not taken
     * @return the unsent halves of those that failed, those whose own deadline passed first; without empty ones
     */
    List<Unsent> settle(boolean over, int doubt) {
        List<ModelWrite> left = new ArrayList<>();
        List<ModelWrite> expired = new ArrayList<>();
        List<Unsent> back = new ArrayList<>();
        long ahead = 0;
        for (ModelWrite write : waiting) {
            if (!write.reply.isDone()) {
                assertThat(over).as("unanswered although its session is over").isFalse();
                assertThat(write.left() > 0 || write.bytes.length == 0)
                        .as("unanswered although it was taken")
                        .isTrue();
                left.add(write);
            } else if (write.succeeded()) {
                assertThat(left).as("overtaken").isEmpty();
                succeeded(write, write.reply.join());
            } else if (write.expired()) {
                expired.add(write);
            } else {
                assertThat(over).as("failed although its session goes on").isTrue();
                back.add(failed(write, ahead, write.offered ? doubt : 0));
                ahead += write.left();
            }
        }
        back.addAll(0, expired(expired));
        waiting.clear();
        waiting.addAll(left);
        back.removeIf(unsent -> unsent.count() == 0);
        return back;
    }

    /** Each would have stood behind those that are kept. */
    private List<Unsent> expired(List<ModelWrite> expired) {
        List<Unsent> back = new ArrayList<>();
        long ahead = 0;
        for (ModelWrite write : waiting) {
            if (expired.contains(write)) {
                back.add(failed(write, ahead, 0));
            } else if (!write.succeeded()) {
                ahead += write.left();
            }
        }
        return back;
    }

    private void succeeded(ModelWrite write, WriteReceipt receipt) {
        assertThat(write.left()).as("answered, but not taken").isZero();
        assertThat(receipt.session()).isEqualTo(write.session.number);
        assertThat(receipt.bytes()).isEqualTo(write.bytes.length);
        if (write.offered) {
            assertThat(receipt.offset()).isEqualTo(write.offset);
            assertThat(receipt.input()).isEqualTo(write.input);
        } else {
            assertThat(receipt.offset()).isEqualTo(write.session.taken);
        }
        handedOver++;
    }

    private Unsent failed(ModelWrite write, long ahead, int doubt) {
        StreamException failure = write.failure();
        assertThat(failure.code()).isNotIn(StreamCode.BACK_PRESSURED, StreamCode.NO_SUCH_STREAM);
        Unsent unsent = failure.unsent();
        assertThat(Arrays.equals(unsent.bytes(), write.rest())).as("unsent").isTrue();
        assertThat(unsent.count()).isEqualTo(write.left());
        assertThat(unsent.truncated()).isFalse();
        assertThat(unsent.doubt()).as("doubt").isEqualTo(doubt);
        assertThat(unsent.offset()).as("offset of what is unsent").isEqualTo(write.session.taken + ahead);
        cameBack++;
        return unsent;
    }
}
