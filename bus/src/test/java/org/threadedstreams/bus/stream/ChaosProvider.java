package org.threadedstreams.bus.stream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamListener;
import org.threadedstreams.api.StreamProvider;
import org.threadedstreams.api.WriteFailure;

/** A transport that keeps its contract, and otherwise does whatever the seed says, on several threads. */
final class ChaosProvider implements StreamProvider<ScriptedProvider.Options> {

    private final Random seeds;
    private final ScheduledExecutorService threads;
    /** Everything given to {@code received}, in order. */
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    /** What each session took, in the order of their opening. */
    final List<ByteArrayOutputStream> taken = new CopyOnWriteArrayList<>();

    ChaosProvider(long seed, ScheduledExecutorService threads) {
        this.seeds = new Random(seed);
        this.threads = threads;
    }

    @Override
    public Class<ScriptedProvider.Options> optionsType() {
        return ScriptedProvider.Options.class;
    }

    @Override
    public synchronized StreamConnection open(
            String stream, ScriptedProvider.Options options, StreamListener listener) {
        ChaosConnection connection = new ChaosConnection(new Random(seeds.nextLong()), listener);
        connection.soon(connection::begin);
        return connection;
    }

    private final class ChaosConnection implements StreamConnection {

        private final Random random;
        private final StreamListener listener;
        private final ByteArrayOutputStream output = new ByteArrayOutputStream();
        private final CompletableFuture<Void> closed = new CompletableFuture<>();
        private CompletableFuture<Integer> outstanding;
        private boolean resumed;
        private boolean ended;
        private int left;

        ChaosConnection(Random random, StreamListener listener) {
            this.random = random;
            this.listener = listener;
            this.left = random.nextInt(60);
        }

        void soon(Runnable task) {
            threads.schedule(task, random.nextInt(300), TimeUnit.MICROSECONDS);
        }

        private synchronized void begin() {
            if (ended) {
                return;
            }
            if (random.nextInt(4) == 0) {
                end(StreamCode.CONNECT_FAILED);
            } else {
                listener.opened();
                soon(this::step);
            }
        }

        private synchronized void step() {
            if (ended) {
                return;
            }
            if (left-- == 0) {
                end(random.nextBoolean() ? StreamCode.END_OF_STREAM : StreamCode.READ_FAILED);
                return;
            }
            if (resumed) {
                byte[] bytes = new byte[1 + random.nextInt(200)];
                random.nextBytes(bytes);
                received.writeBytes(bytes);
                listener.received(ByteBuffer.wrap(bytes));
            }
            soon(this::step);
        }

        private void end(StreamCode code) {
            ended = true;
            if (outstanding != null) {
                outstanding.completeExceptionally(new WriteFailure(0, "ended"));
            }
            listener.ended(new StreamEnd(code, "chaos"));
            closed.complete(null);
        }

        @Override
        public synchronized CompletionStage<Integer> write(ByteBuffer piece) {
            if (ended) {
                return CompletableFuture.failedFuture(WriteFailure.notOffered("over"));
            }
            CompletableFuture<Integer> taking = new CompletableFuture<>();
            outstanding = taking;
            soon(() -> take(piece, taking));
            return taking;
        }

        private synchronized void take(ByteBuffer piece, CompletableFuture<Integer> taking) {
            if (ended || taking.isDone()) {
                return;
            }
            int count = 1 + random.nextInt(piece.remaining());
            byte[] bytes = new byte[count];
            piece.get(bytes);
            output.writeBytes(bytes);
            if (random.nextInt(30) == 0) {
                taking.completeExceptionally(new WriteFailure(count, "broken"));
            } else {
                taking.complete(count);
            }
        }

        @Override
        public void pause() {}

        @Override
        public synchronized void resume() {
            // The stream counts those sessions that it resumes.
            taken.add(output);
            resumed = true;
        }

        @Override
        public CompletionStage<Void> control(String op, Map<String, Object> args) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> close() {
            soon(() -> {
                synchronized (this) {
                    if (!ended) {
                        end(StreamCode.END_OF_STREAM);
                    }
                }
            });
            return closed;
        }
    }
}
