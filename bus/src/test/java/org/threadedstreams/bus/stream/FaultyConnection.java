package org.threadedstreams.bus.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamListener;
import org.threadedstreams.api.StreamProvider;

/** A connection that keeps its contract but for what a test overrides. */
class FaultyConnection implements StreamConnection {

    final StreamListener listener;
    volatile boolean closed;

    FaultyConnection(StreamListener listener) {
        this.listener = listener;
    }

    /** A provider that opens such connections, or does something else. */
    static StreamProvider<ScriptedProvider.Options> provider(Function<StreamListener, StreamConnection> opener) {
        return new StreamProvider<>() {
            @Override
            public Class<ScriptedProvider.Options> optionsType() {
                return ScriptedProvider.Options.class;
            }

            @Override
            public StreamConnection open(String stream, ScriptedProvider.Options options, StreamListener listener) {
                return opener.apply(listener);
            }
        };
    }

    final void receive(String text) {
        listener.received(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public CompletionStage<Integer> write(ByteBuffer piece) {
        return CompletableFuture.completedFuture(piece.remaining());
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public CompletionStage<Void> control(String op, Map<String, Object> args) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> close() {
        if (!closed) {
            closed = true;
            listener.ended(StreamEnd.closed());
        }
        return CompletableFuture.completedFuture(null);
    }
}
