package org.threadedstreams.testkit;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.osgi.util.converter.Converters;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamProvider;

/**
 * A connection together with the {@link RecordingListener} that watches it.
 *
 * <p>As safe for threads as the connection that it watches.
 */
public final class WatchedConnection implements StreamConnection {

    private final StreamConnection connection;
    private final RecordingListener listener;

    private WatchedConnection(StreamConnection connection, RecordingListener listener) {
        this.connection = connection;
        this.listener = listener;
    }

    /** Opens the target, its options converted as the gateway converts them. */
    public static <O> WatchedConnection open(StreamProvider<O> provider, Target target, RecordingListener listener) {
        O options = Converters.standardConverter().convert(target.options()).to(provider.optionsType());
        return new WatchedConnection(
                listener.inside("open", () -> provider.open("contract", options, listener)), listener);
    }

    public RecordingListener listener() {
        return listener;
    }

    @Override
    public CompletionStage<Integer> write(ByteBuffer piece) {
        return listener.inside("write", () -> connection.write(piece));
    }

    /** Writes all of the bytes, in pieces, each of which is taken within the patience. */
    public void writeAll(byte[] bytes, Duration patience)
            throws ExecutionException, InterruptedException, TimeoutException {
        writeAll(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), patience);
    }

    /** Writes all of the buffer's bytes, in pieces of its own kind, each of which is taken within the patience. */
    public void writeAll(ByteBuffer bytes, Duration patience)
            throws ExecutionException, InterruptedException, TimeoutException {
        ByteBuffer rest = bytes.duplicate();
        while (rest.hasRemaining()) {
            int length = Math.min(rest.remaining(), MAX_PIECE_BYTES);
            ByteBuffer piece = rest.slice(rest.position(), length);
            int taken = write(piece).toCompletableFuture().get(patience.toMillis(), MILLISECONDS);
            if (taken < 1 || taken > length) {
                throw new AssertionError("a write of " + length + " bytes said that " + taken + " were taken");
            }
            rest.position(rest.position() + taken);
        }
    }

    @Override
    public void pause() {
        listener.inside("pause", () -> {
            connection.pause();
            return true;
        });
    }

    @Override
    public void resume() {
        listener.resuming();
        listener.inside("resume", () -> {
            connection.resume();
            return true;
        });
    }

    @Override
    public CompletionStage<Void> control(String op, Map<String, Object> args) {
        return listener.inside("control", () -> connection.control(op, args));
    }

    @Override
    public CompletionStage<Void> close() {
        return listener.inside("close", () -> connection.close());
    }
}
