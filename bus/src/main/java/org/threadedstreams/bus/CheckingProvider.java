package org.threadedstreams.bus;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.StreamListener;
import org.threadedstreams.api.StreamProvider;
import org.threadedstreams.api.WriteFailure;

/**
 * A transport that only looks at options: what it opens stays connecting.
 *
 * <p>Safe for many threads.
 */
record CheckingProvider<O>(StreamProvider<O> provider) implements StreamProvider<O> {

    @Override
    public Class<O> optionsType() {
        return provider.optionsType();
    }

    @Override
    public StreamConnection open(String stream, O options, StreamListener listener) {
        provider.check(options);
        return new Unopened(listener);
    }

    /** Never connected. Safe from any thread. */
    private static final class Unopened implements StreamConnection {

        private final StreamListener listener;
        private final CompletableFuture<Void> over = new CompletableFuture<>();
        private boolean closing;

        Unopened(StreamListener listener) {
            this.listener = listener;
        }

        @Override
        public CompletionStage<Integer> write(ByteBuffer piece) {
            return CompletableFuture.failedFuture(WriteFailure.notOffered("nothing is opened by a check"));
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public CompletionStage<Void> control(String op, Map<String, Object> args) {
            return CompletableFuture.failedFuture(
                    new StreamException(StreamCode.REFUSED, "nothing is opened by a check"));
        }

        @Override
        public synchronized CompletionStage<Void> close() {
            if (!closing) {
                closing = true;
                CompletableFuture.runAsync(() -> listener.ended(StreamEnd.closed()))
                        .whenComplete((told, failure) -> over.complete(null));
            }
            return over.minimalCompletionStage();
        }
    }
}
