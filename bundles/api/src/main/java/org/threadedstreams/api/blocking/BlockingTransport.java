package org.threadedstreams.api.blocking;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamListener;

/** A {@link StreamConnection} over a {@link BlockingPort}. */
public final class BlockingTransport implements StreamConnection {

    private BlockingTransport() {}

    /**
     * Starts to open the port, on a thread of its own.
     *
     * @param stream the stream's name; the threads are called {@code stream-<name>-read} and {@code stream-<name>-write}
     */
    public static StreamConnection open(String stream, BlockingPort port, StreamListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Integer> write(ByteBuffer piece) {
        return new CompletableFuture<>();
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public CompletionStage<Void> control(String op, Map<String, Object> args) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Void> close() {
        return new CompletableFuture<>();
    }
}
