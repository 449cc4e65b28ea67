package org.threadedstreams.api.blocking;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.WriteFailure;

/**
 * The writing half: one piece outstanding, offered to the port until some of it is taken.
 *
 * <p>{@link #run} is the writing thread; the other methods are safe from any thread and do not block.
 */
final class PortWriter implements Runnable {

    private static final long MAX_RETRY_MILLIS = 16;

    private final BlockingPort port;
    private final PortLife life;
    private final Consumer<StreamEnd> finish;
    private final AtomicReference<@Nullable Piece> outstanding = new AtomicReference<>();

    PortWriter(BlockingPort port, PortLife life, Consumer<StreamEnd> finish) {
        this.port = port;
        this.life = life;
        this.finish = finish;
    }

    private static final class Piece {
        final byte[] bytes;
        final CompletableFuture<Integer> taken = new CompletableFuture<>();
        /** Whether the port may have the bytes: a call with them is under way, or about to be. */
        volatile boolean offered;

        Piece(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    CompletionStage<Integer> write(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        Piece piece = new Piece(copy);
        if (life.end() == null && !outstanding.compareAndSet(null, piece)) {
            throw new IllegalStateException("a write is outstanding; the next one follows its completion");
        }
        life.signal();
        if (life.end() != null && !piece.offered) {
            fail(piece);
        }
        return piece.taken;
    }

    @Override
    public void run() {
        while (true) {
            life.awaitWork(() -> outstanding.get() != null);
            Piece piece = outstanding.get();
            if (piece == null) {
                return;
            }
            offerUntilTaken(piece);
        }
    }

    private void offerUntilTaken(Piece piece) {
        long retryMillis = 1;
        while (true) {
            piece.offered = true;
            if (!life.enter()) {
                piece.offered = false;
                fail(piece);
                return;
            }
            if (offer(piece) != 0) {
                return;
            }
            life.awaitEnd(retryMillis);
            retryMillis = Math.min(2 * retryMillis, MAX_RETRY_MILLIS);
        }
    }

    /**
     * One call of the port: 0 if it took nothing. Otherwise the piece is completed, one way or the other, and before the
     * port counts as left, so that the end cannot overtake it.
     */
    private int offer(Piece piece) {
        try {
            int taken = port.write(piece.bytes, 0, piece.bytes.length);
            if (taken < 0 || taken > piece.bytes.length) {
                throw new IOException("the port took " + taken + " of " + piece.bytes.length + " bytes");
            }
            if (taken == 0) {
                piece.offered = false;
            } else {
                outstanding.compareAndSet(piece, null);
                piece.taken.complete(taken);
            }
            return taken;
        } catch (Throwable e) {
            finish.accept(BlockingTransport.end(StreamCode.WRITE_FAILED, e));
            fail(piece);
            return -1;
        } finally {
            life.leave();
        }
    }

    /** Fails what is outstanding, because the connection ends. */
    void failOutstanding() {
        Piece piece = outstanding.get();
        if (piece != null) {
            fail(piece);
        }
    }

    private void fail(Piece piece) {
        StreamEnd end = life.end();
        String message = end == null ? "the connection ends" : end.message();
        outstanding.compareAndSet(piece, null);
        piece.taken.completeExceptionally(
                piece.offered ? new WriteFailure(0, message) : WriteFailure.notOffered(message));
    }
}
