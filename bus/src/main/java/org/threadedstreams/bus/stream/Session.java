package org.threadedstreams.bus.stream;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.StreamListener;
import org.threadedstreams.api.WriteFailure;
import org.threadedstreams.bus.config.ConfigFile;

/**
 * One connection of a stream, from the attempt to open it until nothing more can come of it. It fences the next one: it is
 * over only when its transport has said so, or has not done so in time. What comes later is refused and becomes a gap.
 *
 * <p>The transport calls the listener's methods on its own threads; everything else happens in the stream's mailbox. A
 * transport that breaks its contract ends its session, and nothing else.
 */
final class Session implements StreamListener {

    /** How long a transport may take to end what it was asked to end. */
    static final Duration FENCE = Duration.ofSeconds(3);

    private final StreamActor stream;
    private final Mailbox mailbox;
    private final ProviderEntry provider;
    private final ConfigFile file;
    private final WriteQueue queue;
    private final Backlog backlog;
    private final SessionLoops.Place place;
    /** At first for an opening that nothing comes of, later for the end. */
    private final Alarm deadline;

    /** The last one of those that are on their way, for more to go with it. The transport's threads alone touch it. */
    private @Nullable Batch arriving;

    private @Nullable StreamConnection connection;
    private boolean opened;
    private long openedNanos;
    private long number;
    private boolean ending;
    private boolean ended;
    private boolean over;
    private boolean asked;
    private @Nullable StreamEnd cause;
    /** Whether the transport knows better why it ended, and is about to say so. */
    private boolean guessed;

    private int outstanding;
    private long output;
    private int doubt;
    private long inputStart;

    Session(
            StreamActor stream,
            Mailbox mailbox,
            ProviderEntry provider,
            ConfigFile file,
            WriteQueue queue,
            Backlog backlog,
            SessionLoops.Place place,
            Alarm deadline) {
        this.stream = stream;
        this.mailbox = mailbox;
        this.provider = provider;
        this.file = file;
        this.queue = queue;
        this.backlog = backlog;
        this.place = place;
        this.deadline = deadline;
    }

    /** @param limit how long the transport may say nothing of it */
    void start(@Nullable StreamConnection opening, Duration limit) {
        if (opening == null) {
            end(StreamCode.CONNECT_FAILED, "transport " + provider.transport() + " opened nothing");
            return;
        }
        connection = opening;
        deadline.setMillis(
                limit.toMillis(),
                () -> end(
                        StreamCode.CONNECT_FAILED,
                        "transport " + provider.transport() + " said nothing for " + limit.toSeconds()
                                + " s after it was asked to open"));
    }

    ProviderEntry provider() {
        return provider;
    }

    /** Whether bytes can be written now. */
    boolean writable() {
        return opened && cause == null;
    }

    /** Whether nothing will come of it any more, though it may not have let go. */
    boolean ending() {
        return cause != null;
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

    /** How long it was open; 0 if it never was. */
    long lastedMillis() {
        return opened ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - openedNanos) : 0;
    }

    /** How long the transport has been free to read, in nanoseconds; 0 while it is held back. */
    long freeToReadNanos() {
        return backlog.freeNanos();
    }

    // What the transport says.

    @Override
    public void opened() {
        mailbox.execute(this::onOpened);
    }

    @Override
    public void received(ByteBuffer bytes) {
        backlog.add(bytes.remaining());
        if (arriving == null || !arriving.add(bytes)) {
            Batch batch = new Batch(bytes, stream.micros());
            arriving = batch;
            mailbox.execute(() -> onReceived(batch));
        }
    }

    @Override
    public void lost(long bytes, String why) {
        arriving = null;
        mailbox.execute(() -> stream.lost(bytes, file.conceal(why)));
    }

    @Override
    public void ended(StreamEnd end) {
        arriving = null;
        mailbox.execute(() -> onEnded(end));
    }

    private void onOpened() {
        if (opened || cause != null || connection == null) {
            return;
        }
        deadline.cancel();
        opened = true;
        openedNanos = System.nanoTime();
        inputStart = stream.journalEnd();
        number = stream.sessionOpened();
        backlog.begin(connection);
        try {
            connection.resume();
        } catch (RuntimeException | Error e) {
            end(StreamCode.READ_FAILED, broken("failed to resume", e));
        }
    }

    private void onReceived(Batch batch) {
        List<ByteBuffer> chunks = batch.take();
        long count = chunks.stream().mapToLong(ByteBuffer::remaining).sum();
        if (over) {
            backlog.remove(count);
            stream.lost(count, "came after its session had been given up");
            return;
        }
        long messages = 0;
        try {
            messages = stream.received(chunks, batch.time());
        } finally {
            backlog.published(count, messages);
        }
    }

    private void onEnded(StreamEnd end) {
        if (cause == null || guessed && !StreamEnd.closed().equals(end)) {
            cause = concealed(end);
        }
        guessed = false;
        ended = true;
        if (over) {
            stream.sessionReleased(this);
        } else {
            armFence();
            endIfQuiet();
        }
    }

    private StreamEnd concealed(@Nullable StreamEnd end) {
        if (end == null || end.code() == null) {
            return new StreamEnd(StreamCode.READ_FAILED, broken("ended without saying why", null));
        }
        return new StreamEnd(end.code(), file.conceal(end.message()), file.conceal(end.remedy()));
    }

    private String broken(String how, @Nullable Throwable e) {
        return "transport " + provider.transport() + " broke its contract: it " + how
                + (e == null ? "" : ": " + file.conceal(e.toString()));
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
        backlog.end();
        armFence();
        if (connection == null) {
            onEnded(cause);
        } else {
            close(connection).whenComplete((done, failure) -> mailbox.execute(this::onClosed));
        }
    }

    private CompletionStage<Void> close(StreamConnection closing) {
        try {
            return Objects.requireNonNull(closing.close(), "no stage");
        } catch (RuntimeException | Error e) {
            stream.warn(broken("failed to close", e));
            return CompletableFuture.completedFuture(null);
        }
    }

    /** A transport that closed without a last word is done all the same. */
    private void onClosed() {
        if (!ended) {
            onEnded(cause());
        }
    }

    private void armFence() {
        if (!ending) {
            ending = true;
            deadline.setMillis(FENCE.toMillis(), this::endNow);
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
        deadline.cancel();
        backlog.end();
        place.close();
        // What was offered and never answered for may have left, all of it.
        doubt += outstanding;
        stream.sessionOver(this);
    }

    /** Does something of the transport's own; fails with {@link StreamException}, its text safe to be shown. */
    CompletionStage<Void> control(String op, Map<String, Object> args) {
        if (connection == null) {
            throw new IllegalStateException("there is no connection");
        }
        CompletionStage<Void> doing;
        try {
            doing = Objects.requireNonNull(connection.control(op, args), "no stage");
        } catch (RuntimeException | Error e) {
            doing = CompletableFuture.failedStage(e);
        }
        return doing.handle((done, failure) -> failure == null
                        ? CompletableFuture.<Void>completedStage(null)
                        : CompletableFuture.<Void>failedStage(refused(op, unwrapped(failure))))
                .thenCompose(outcome -> outcome);
    }

    private StreamException refused(String op, Throwable failure) {
        String text = file.conceal(String.valueOf(failure.getMessage()));
        if (failure instanceof StreamException e) {
            // Its message begins with its code.
            String begin = e.code() + ": ";
            return new StreamException(
                    e.code(), text.startsWith(begin) ? text.substring(begin.length()) : text, e.unread(), e.unsent());
        }
        return new StreamException(StreamCode.REFUSED, "op " + op + " failed: " + file.conceal(failure.toString()));
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    // Writing.

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
        try {
            to.write(piece).whenComplete((taken, failure) -> written(length, taken, failure));
        } catch (RuntimeException | Error e) {
            mailbox.execute(() -> onNotTaken(length, null, e));
        }
    }

    private void written(int length, @Nullable Integer taken, @Nullable Throwable failure) {
        if (failure == null && taken != null && taken > 0 && taken <= length) {
            mailbox.executeBrief(() -> onTaken(taken));
        } else {
            mailbox.execute(() -> onNotTaken(length, taken, failure));
        }
    }

    /** Waits for nothing: an end, which is told of and kept with the journal, is left to a task of its own. */
    private void onTaken(int count) {
        if (over) {
            return;
        }
        outstanding = 0;
        handedOver(count);
        pump();
        if (cause != null) {
            mailbox.execute(this::endIfQuiet);
        }
    }

    private void onNotTaken(int length, @Nullable Integer taken, @Nullable Throwable failure) {
        if (over) {
            return;
        }
        outstanding = 0;
        if (failure != null) {
            onWriteFailed(length, unwrapped(failure));
        } else {
            doubt = length;
            end(StreamCode.WRITE_FAILED, broken("took " + taken + " of " + length + " bytes", null));
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

    private void onWriteFailed(int length, Throwable failure) {
        if (failure instanceof WriteFailure f) {
            int taken = Math.max(0, Math.min(f.taken(), length));
            if (taken > 0) {
                handedOver(taken);
            }
            doubt = f.doubtful() ? length - taken : 0;
            guessed = cause == null && !f.doubtful();
            end(StreamCode.WRITE_FAILED, file.conceal(String.valueOf(f.getMessage())));
        } else {
            doubt = length;
            end(StreamCode.WRITE_FAILED, broken("failed to write", failure));
        }
    }
}
