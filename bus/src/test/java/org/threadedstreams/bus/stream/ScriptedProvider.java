package org.threadedstreams.bus.stream;

import io.netty.channel.EventLoop;
import io.vertx.core.internal.ContextInternal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.threadedstreams.api.InvalidOptionException;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.StreamListener;
import org.threadedstreams.api.StreamProvider;
import org.threadedstreams.api.WriteFailure;

/** A transport whose every step the test takes by hand, for faults that a real peer will not give on demand. */
final class ScriptedProvider implements StreamProvider<ScriptedProvider.Options> {

    @interface Options {
        String host() default "h";
    }

    private final BlockingQueue<Connection> opened = new LinkedBlockingQueue<>();
    final BlockingQueue<Watching> watches = new LinkedBlockingQueue<>();
    volatile boolean releasesOnClose = true;
    volatile boolean failsToWatch;
    /** The event loop of the Vert.x context that the latest connection was asked for in. */
    volatile EventLoop openedOn;

    @Override
    public Class<Options> optionsType() {
        return Options.class;
    }

    @Override
    public StreamConnection open(String stream, Options options, StreamListener listener) {
        if (options.host().equals("bad")) {
            throw new InvalidOptionException("host", "good");
        }
        if (options.host().equals("broken")) {
            throw new IllegalStateException("planned");
        }
        openedOn = ContextInternal.current().nettyEventLoop();
        Connection connection = new Connection(listener);
        opened.add(connection);
        return connection;
    }

    @Override
    public Watch watch(Options options, Runnable came) {
        if (failsToWatch) {
            throw new IllegalStateException("planned");
        }
        Watching watching = new Watching(came);
        watches.add(watching);
        return watching;
    }

    /** The next watch that the stream begins. */
    Watching watching() throws InterruptedException {
        Watching watching = watches.poll(10, TimeUnit.SECONDS);
        if (watching == null) {
            throw new AssertionError("nothing is watched for");
        }
        return watching;
    }

    /** A watch in the test's hands. */
    static final class Watching implements Watch {

        final Runnable came;
        volatile boolean ended;

        Watching(Runnable came) {
            this.came = came;
        }

        @Override
        public void end() {
            ended = true;
        }
    }

    /** The next connection that the stream asks for. */
    Connection next() throws InterruptedException {
        Connection connection = opened.poll(10, TimeUnit.SECONDS);
        if (connection == null) {
            throw new AssertionError("no connection was asked for");
        }
        return connection;
    }

    boolean nothingAsked() {
        return opened.isEmpty();
    }

    /** A connection in the test's hands. */
    final class Connection implements StreamConnection {

        final StreamListener listener;
        final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
        private final CompletableFuture<Void> closed = new CompletableFuture<>();
        private volatile Piece outstanding;
        volatile boolean resumed;
        volatile boolean asked;

        Connection(StreamListener listener) {
            this.listener = listener;
        }

        Connection up() {
            listener.opened();
            return this;
        }

        void receive(String text) {
            listener.received(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }

        Piece piece() throws InterruptedException {
            Piece piece = pieces.poll(10, TimeUnit.SECONDS);
            if (piece == null) {
                throw new AssertionError("nothing was written");
            }
            return piece;
        }

        void end(StreamCode code, String message) {
            listener.ended(new StreamEnd(code, message));
            closed.complete(null);
        }

        @Override
        public CompletionStage<Integer> write(ByteBuffer bytes) {
            Piece piece = new Piece(bytes);
            if (outstanding != null && !outstanding.taking.isDone()) {
                throw new IllegalStateException("two writes are outstanding");
            }
            outstanding = piece;
            pieces.add(piece);
            return piece.taking;
        }

        @Override
        public void pause() {
            resumed = false;
        }

        @Override
        public void resume() {
            resumed = true;
        }

        @Override
        public CompletionStage<Void> control(String op, Map<String, Object> args) {
            return op.equals("break")
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(
                            new StreamException(StreamCode.REFUSED, "op " + op + " is unknown; known is break"));
        }

        @Override
        public CompletionStage<Void> close() {
            asked = true;
            if (releasesOnClose) {
                release();
            }
            return closed;
        }

        /** Lets go, as a transport does that was asked to close. */
        void release() {
            Piece piece = outstanding;
            if (piece != null) {
                piece.taking.completeExceptionally(new WriteFailure(0, "closed"));
            }
            if (!closed.isDone()) {
                end(StreamCode.END_OF_STREAM, "closed");
            }
        }
    }

    /** One piece that the stream handed over. */
    static final class Piece {

        final byte[] bytes;
        final CompletableFuture<Integer> taking = new CompletableFuture<>();

        Piece(ByteBuffer buffer) {
            bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
        }

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        void taken() {
            taking.complete(bytes.length);
        }

        void taken(int count) {
            taking.complete(count);
        }

        void failed(int taken) {
            taking.completeExceptionally(new WriteFailure(taken, "broken pipe"));
        }
    }
}
