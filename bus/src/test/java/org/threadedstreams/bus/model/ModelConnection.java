package org.threadedstreams.bus.model;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.StreamListener;
import org.threadedstreams.api.WriteFailure;
import org.threadedstreams.bus.model.ModelTransport.Breach;

/**
 * A connection in the hands of a schedule, and the truth about it.
 *
 * <p>The schedule's thread tells the listener; the stream calls from its own.
 */
final class ModelConnection implements StreamConnection {

    private final StreamListener listener;
    private final Breach breach;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile CompletableFuture<Integer> taking = CompletableFuture.completedFuture(0);

    /** What the stream did that it must not do. */
    final List<String> faults = Collections.synchronizedList(new ArrayList<>());

    volatile boolean opened;
    volatile boolean asked;
    volatile boolean ended;
    volatile boolean resumed;
    /** The session that it became, or null. */
    volatile ModelSession session;
    /** The last piece that it was given, with how many of its bytes may have left although they were not taken. */
    volatile byte[] piece = {};

    volatile int doubt;
    /** How many pieces it was given, and how many of them the model knows. */
    volatile int offers;

    int noted;

    ModelConnection(StreamListener listener, Breach breach) {
        this.listener = listener;
        this.breach = breach;
    }

    boolean live() {
        return opened && !asked && !ended;
    }

    boolean outstanding() {
        return !taking.isDone();
    }

    // What the schedule does.

    void open() {
        opened = true;
        listener.opened();
    }

    void receive(byte[] bytes) {
        listener.received(ByteBuffer.wrap(bytes));
    }

    void receive(ByteBuffer bytes) {
        listener.received(bytes);
    }

    void lose(long bytes, String cause) {
        listener.lost(bytes, cause);
    }

    void end(StreamEnd end) {
        ended = true;
        listener.ended(end);
        closed.complete(null);
    }

    void take(int count) {
        doubt = count >= 1 && count <= piece.length ? 0 : piece.length;
        taking.complete(count);
    }

    void fail(int taken) {
        doubt = piece.length - taken;
        taking.completeExceptionally(new WriteFailure(taken, "broken pipe"));
    }

    void failNotOffered() {
        doubt = 0;
        taking.completeExceptionally(WriteFailure.notOffered("not connected"));
    }

    void fail(Throwable unexpected) {
        doubt = piece.length;
        taking.completeExceptionally(unexpected);
    }

    /** Lets go, as a transport does that was asked to close. */
    void release() {
        if (outstanding()) {
            fail(0);
        }
        if (!ended) {
            end(StreamEnd.closed());
        }
    }

    // What the stream does.

    @Override
    public CompletionStage<Integer> write(ByteBuffer bytes) {
        note(outstanding(), "two pieces are outstanding");
        note(!opened || ended, "a piece was written to a connection that is not open");
        note(asked, "a piece was written after close");
        note(bytes.remaining() < 1 || bytes.remaining() > MAX_PIECE_BYTES, "a piece of " + bytes.remaining());
        note(!bytes.isReadOnly(), "a piece that can be modified");
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        piece = copy;
        doubt = copy.length;
        offers++;
        if (breach == Breach.WRITE_THROWS) {
            throw new IllegalStateException("planned");
        }
        if (breach == Breach.WRITE_IS_NOTHING) {
            return null;
        }
        taking = new CompletableFuture<>();
        return taking;
    }

    private void note(boolean wrong, String fault) {
        if (wrong) {
            faults.add(fault);
        }
    }

    @Override
    public void pause() {
        resumed = false;
    }

    @Override
    public void resume() {
        note(!opened, "resumed before it was open");
        if (breach == Breach.RESUME_THROWS) {
            throw new IllegalStateException("planned");
        }
        resumed = true;
    }

    @Override
    public CompletionStage<Void> control(String op, Map<String, Object> args) {
        return op.equals("break")
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new StreamException(StreamCode.REFUSED, "known is break, not " + op));
    }

    @Override
    public CompletionStage<Void> close() {
        asked = true;
        switch (breach) {
            case CLOSE_THROWS -> throw new IllegalStateException("planned");
            case CLOSE_IS_NOTHING -> {
                return null;
            }
            case CLOSE_HANGS -> {
                return closed;
            }
            default -> {
                release();
                return closed;
            }
        }
    }
}
