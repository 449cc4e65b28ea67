package org.threadedstreams.transport.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.common.util.threads.ThreadUtils;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.StreamListener;
import org.threadedstreams.api.WriteFailure;

/**
 * One command or shell on a host, from its opening to its end.
 *
 * <p>Safe from any thread. All that concerns the listener happens in the mailbox, one step at a time.
 */
final class SshConnection implements StreamConnection, SshOpening.Outcome {

    private static final Duration GRACE = Duration.ofMillis(300);

    private final SshTarget target;
    private final SharedClient shared;
    private final StreamListener listener;
    private final Consumer<SshConnection> afterEnd;
    private final Mailbox mailbox;
    private final SshReader reader;
    private final SshOpening opening;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicReference<@Nullable CompletableFuture<Integer>> outstanding = new AtomicReference<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private volatile boolean over;
    private volatile @Nullable StreamEnd abandoned;
    private volatile @Nullable SshChannel channel;

    // In the mailbox only.
    private @Nullable ClientSession session;
    private @Nullable String writeFailure;

    SshConnection(SshTarget target, SharedClient shared, StreamListener listener, Consumer<SshConnection> afterEnd) {
        this.target = target;
        this.shared = shared;
        this.listener = listener;
        this.afterEnd = afterEnd;
        this.mailbox = new Mailbox(shared.events());
        this.reader = new SshReader(mailbox, listener::received, this::drained);
        this.opening = new SshOpening(target, shared, this);
    }

    void start() {
        opening.start();
    }

    // Opening

    @Override
    public void opened(ClientSession opened, SshChannel started) {
        mailbox.post(() -> {
            if (over) {
                opened.close(true);
                return;
            }
            session = opened;
            channel = started;
            listener.opened();
            reader.begin(started);
            opened.addCloseFutureListener(closed -> mailbox.post(this::inputEnds));
            Heartbeat.watch(opened, target.heartbeat(), shared, why -> {
                opening.heard(why);
                opened.close(true);
            });
        });
    }

    @Override
    public void failed(StreamEnd end) {
        mailbox.post(() -> finish(end));
    }

    // Reading

    @Override
    public void pause() {
        reader.want(false);
    }

    @Override
    public void resume() {
        reader.want(true);
    }

    @Override
    public void received(ByteBuffer bytes) {
        reader.arrived(bytes);
    }

    @Override
    public void closedByPeer() {
        mailbox.post(this::inputEnds);
    }

    private void inputEnds() {
        if (over || channel == null) {
            return;
        }
        if (closing.get()) {
            finish(StreamEnd.closed());
        } else {
            reader.inputEnds();
        }
    }

    private void drained() {
        finish(end());
    }

    private StreamEnd end() {
        SshChannel ended = channel;
        if (closing.get()) {
            return StreamEnd.closed();
        }
        if (ended != null && ended.isClosedByPeer()) {
            return new StreamEnd(StreamCode.END_OF_STREAM, target.address() + ": " + exit(ended));
        }
        if (writeFailure != null) {
            return new StreamEnd(StreamCode.WRITE_FAILED, target.address() + ": " + writeFailure);
        }
        return new StreamEnd(
                StreamCode.READ_FAILED,
                target.address() + ": connection lost: "
                        + opening.lastWords().orElse("the host closed it without a word"),
                "check the host and the network");
    }

    private static String exit(SshChannel ended) {
        if (ended.getExitStatus() != null) {
            return "exit status " + ended.getExitStatus();
        }
        return ended.getExitSignal() != null
                ? "ended by signal " + ended.getExitSignal()
                : "the host ended the session and gave no exit status";
    }

    // Writing

    @Override
    public CompletionStage<Integer> write(ByteBuffer piece) {
        SshChannel open = channel;
        CompletableFuture<Integer> result = new CompletableFuture<>();
        if (open == null || closing.get() || over || open.isClosedByPeer()) {
            return notOffered(result, "not open");
        }
        if (!outstanding.compareAndSet(null, result)) {
            return notOffered(result, "another write is outstanding");
        }
        if (over || closing.get()) {
            outstanding.compareAndSet(result, null);
            return notOffered(result, "not open");
        }
        int length = piece.remaining();
        byte[] bytes = new byte[length];
        piece.get(bytes);
        try {
            // MINA lets other threads wait while it renews its keys, but not those that it takes for its own.
            IoWriteFuture written =
                    ThreadUtils.runAsInternal(new ByteArrayBuffer(bytes), open.getAsyncIn()::writeBuffer);
            written.addListener(done -> written(result, length, done));
        } catch (IOException | RuntimeException e) {
            writeFailed(result, Reasons.of(e));
        }
        return result;
    }

    private static CompletionStage<Integer> notOffered(CompletableFuture<Integer> result, String why) {
        result.completeExceptionally(WriteFailure.notOffered(why));
        return result;
    }

    private void written(CompletableFuture<Integer> result, int length, IoWriteFuture done) {
        if (done.isWritten()) {
            outstanding.compareAndSet(result, null);
            result.complete(length);
        } else {
            writeFailed(result, Reasons.of(done.getException()));
        }
    }

    private void writeFailed(CompletableFuture<Integer> result, String why) {
        mailbox.post(() -> {
            if (!over && !closing.get() && session != null && !session.isClosing()) {
                writeFailure = "write failed: " + why;
                session.close(true);
            }
        });
        failWrite(result, target.address() + ": " + why);
    }

    private void failWrite(@Nullable CompletableFuture<Integer> result, String message) {
        if (result != null) {
            outstanding.compareAndSet(result, null);
            result.completeExceptionally(new WriteFailure(0, message));
        }
    }

    // Operations

    @Override
    public CompletionStage<Void> control(String op, Map<String, Object> args) {
        SshChannel open = channel;
        if (open == null || over) {
            return CompletableFuture.failedFuture(new StreamException(StreamCode.NOT_OPEN, op + ": not open"));
        }
        try {
            SshControl.apply(open, op, args);
            return CompletableFuture.completedFuture(null);
        } catch (StreamException e) {
            return CompletableFuture.failedFuture(e);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(
                    new StreamException(StreamCode.WRITE_FAILED, op + ": " + Reasons.of(e)));
        }
    }

    // The end

    @Override
    public CompletionStage<Void> close() {
        if (closing.compareAndSet(false, true)) {
            mailbox.post(this::beginToClose);
        }
        return ended.copy();
    }

    private void beginToClose() {
        if (over) {
            return;
        }
        opening.cancel();
        SshChannel openChannel = channel;
        if (openChannel == null) {
            finish(StreamEnd.closed());
            return;
        }
        reader.stop();
        failWrite(outstanding.get(), target.address() + ": closed");
        // The host is told, so that it ends the command; if it does not answer, that was all.
        Runnable closed = () -> mailbox.post(() -> finish(StreamEnd.closed()));
        openChannel.close(false).addListener(done -> closed.run());
        shared.after(GRACE, closed);
    }

    /** Ends at once, because the transport goes away. */
    void abandon(StreamEnd why) {
        abandoned = why;
        mailbox.post(() -> {
            opening.cancel();
            finish(why);
        });
    }

    private void finish(StreamEnd how) {
        if (over) {
            return;
        }
        over = true;
        StreamEnd end = abandoned == null ? how : abandoned;
        failWrite(outstanding.get(), end.message());
        reader.stop();
        ClientSession open = session;
        if (open != null) {
            open.close(true);
        }
        afterEnd.accept(this);
        listener.ended(end);
        ended.complete(null);
    }
}
