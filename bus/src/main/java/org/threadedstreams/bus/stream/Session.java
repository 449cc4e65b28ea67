package org.threadedstreams.bus.stream;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamListener;
import org.threadedstreams.api.WriteFailure;

/**
 * One connection of a stream, from the attempt to open it until nothing more can come of it. It fences the next one: it is
 * over only when its transport has said so, or has not done so in time. What comes later is refused and becomes a gap.
 *
 * <p>The transport calls the listener's methods on its own threads; everything else happens in the stream's mailbox.
 */
final class Session implements StreamListener {

    /** How long a transport may take to end what it was asked to end. */
    static final Duration FENCE = Duration.ofSeconds(3);

    private final StreamActor stream;
    private final Mailbox mailbox;
    private final ProviderEntry provider;
    private final WriteQueue queue;
    private final long openedNanos = System.nanoTime();
    private @Nullable StreamConnection connection;
    private boolean opened;
    private long number;
    private boolean ended;
    private boolean over;
    private boolean asked;
    private @Nullable StreamEnd cause;
    private @Nullable ScheduledFuture<?> fence;

    private int outstanding;
    private long output;
    private int doubt;
    private long inputStart;

    Session(StreamActor stream, Mailbox mailbox, ProviderEntry provider, WriteQueue queue) {
        this.stream = stream;
        this.mailbox = mailbox;
        this.provider = provider;
        this.queue = queue;
    }

    void start(StreamConnection opening) {
        connection = opening;
    }

    ProviderEntry provider() {
        return provider;
    }

    /** Whether bytes can be written now. */
    boolean writable() {
        return opened && cause == null;
    }

    /** Whether it was ended on purpose. */
    boolean asked() {
        return asked;
    }

    /** Whether the transport has let go of it. */
    boolean released() {
        return ended;
    }

    boolean wasOpen() {
        return opened;
    }

    /** Why it ended. */
    StreamEnd cause() {
        return cause == null ? StreamEnd.closed() : cause;
    }

    /** How many bytes were handed over. */
    long output() {
        return output;
    }

    /** How many of the first unsent bytes may have left. */
    int doubt() {
        return doubt;
    }

    /** The journal's end when it opened. */
    long inputStart() {
        return inputStart;
    }

    long lastedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - openedNanos);
    }

    // What the transport says.

    @Override
    public void opened() {
        mailbox.execute(this::onOpened);
    }

    @Override
    public void received(ByteBuffer bytes) {
        mailbox.execute(() -> onReceived(bytes));
    }

    @Override
    public void lost(long bytes, String why) {
        mailbox.execute(() -> stream.lost(bytes, why));
    }

    @Override
    public void ended(StreamEnd end) {
        mailbox.execute(() -> onEnded(end));
    }

    private void onOpened() {
        if (over || cause != null || connection == null) {
            return;
        }
        opened = true;
        inputStart = stream.journalEnd();
        number = stream.sessionOpened();
        connection.resume();
    }

    private void onReceived(ByteBuffer bytes) {
        if (over) {
            stream.lost(bytes.remaining(), "came after its session had been given up");
        } else {
            stream.received(bytes);
        }
    }

    private void onEnded(StreamEnd end) {
        if (cause == null) {
            cause = end;
        }
        ended = true;
        if (over) {
            stream.sessionReleased(this);
        } else {
            armFence();
            endIfQuiet();
        }
    }

    // What the stream wants.

    /** Ends it because of an error. */
    void end(StreamCode code, String message) {
        end(code, message, false);
    }

    /** Ends it because that is wanted: no error unless bytes were left unsent. */
    void endAsked(String message) {
        end(StreamCode.NOT_OPEN, message, true);
    }

    private void end(StreamCode code, String message, boolean wanted) {
        if (cause != null) {
            return;
        }
        cause = new StreamEnd(code, message);
        asked = wanted;
        armFence();
        if (connection == null) {
            onEnded(cause);
        } else {
            connection.close().whenComplete((done, failure) -> mailbox.execute(this::onClosed));
        }
    }

    /** A transport that closed without a last word is done all the same. */
    private void onClosed() {
        if (!ended) {
            onEnded(cause());
        }
    }

    private void armFence() {
        if (fence == null) {
            fence = stream.after(FENCE, this::endNow);
        }
    }

    private void endIfQuiet() {
        if (ended && outstanding == 0) {
            endNow();
        }
    }

    private void endNow() {
        if (over) {
            return;
        }
        over = true;
        if (fence != null) {
            fence.cancel(false);
        }
        // What was offered and never answered for may have left, all of it.
        doubt += outstanding;
        stream.sessionOver(this);
    }

    CompletionStage<Void> control(String op, Map<String, Object> args) {
        return connection == null ? CompletableFuture.completedFuture(null) : connection.control(op, args);
    }

    /** Hands over the next piece, if the transport is ready for one. */
    void pump() {
        while (writable() && outstanding == 0) {
            PendingWrite write = queue.first();
            if (write == null || connection == null) {
                return;
            }
            write.begin(number, output, stream.journalEnd());
            if (write.left() == 0) {
                queue.removeFirst();
                write.succeed();
            } else {
                offer(connection, write.piece());
            }
        }
    }

    private void offer(StreamConnection to, ByteBuffer piece) {
        int length = piece.remaining();
        outstanding = length;
        CompletionStage<Integer> taking;
        try {
            taking = to.write(piece);
        } catch (RuntimeException | LinkageError e) {
            taking = CompletableFuture.failedStage(new WriteFailure(0, "the transport failed: " + e));
        }
        taking.whenComplete((taken, failure) -> mailbox.execute(() -> onWritten(length, taken, failure)));
    }

    private void onWritten(int length, @Nullable Integer taken, @Nullable Throwable failure) {
        if (over) {
            return;
        }
        outstanding = 0;
        if (failure == null && taken != null && taken > 0 && taken <= length) {
            handedOver(taken);
            pump();
        } else {
            onWriteFailed(length, failure);
        }
        if (cause != null) {
            endIfQuiet();
        }
    }

    private void handedOver(int count) {
        queue.taken(count);
        output += count;
        stream.handedOver(count);
        PendingWrite write = queue.first();
        if (write != null && write.left() == 0) {
            queue.removeFirst();
            write.succeed();
        }
    }

    private void onWriteFailed(int length, @Nullable Throwable failure) {
        Throwable reason =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (reason instanceof WriteFailure f) {
            if (f.taken() > 0) {
                handedOver(Math.min(f.taken(), length));
            }
            doubt = f.doubtful() ? length - Math.min(f.taken(), length) : 0;
            end(StreamCode.WRITE_FAILED, String.valueOf(f.getMessage()));
        } else {
            doubt = length;
            end(StreamCode.WRITE_FAILED, "the transport broke its contract: " + reason);
        }
    }
}
