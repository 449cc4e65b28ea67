package org.threadedstreams.api.blocking;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamListener;

/**
 * A {@link StreamConnection} over a {@link BlockingPort}.
 *
 * <p>Its threads are daemons. {@code stream-<name>-read} opens, reads, closes, and alone calls the listener;
 * {@code stream-<name>-write} writes; {@code stream-<name>-control} lives while there are control operations, which so
 * never wait for a write that is stuck; {@code stream-<name>-close} lives for a moment at the end.
 *
 * <p><b>The end</b>, whatever its cause: a write that is under way has {@value #WRITE_GRACE_MILLIS} ms to return, then the
 * outstanding write fails; {@link BlockingPort#interrupt}; what is there already is read, for at most
 * {@value #DRAIN_MILLIS} ms, paused or not, unless nothing had been read before; {@link BlockingPort#close}; and when no
 * thread is in the port any more, {@link StreamListener#ended}.
 *
 * <p><b>A call that never returns</b> keeps its thread, and holds up {@code ended} and the completion of {@link #close()}:
 * as long as it lasts, its bytes could still reach the peer and must not meet those of the next session. Nothing else waits
 * for it.
 *
 * <p>Safe from any thread.
 */
public final class BlockingTransport implements StreamConnection {

    static final long WRITE_GRACE_MILLIS = 50;
    static final long DRAIN_MILLIS = 200;
    static final long INTERRUPT_MILLIS = 1000;

    private final String stream;
    private final BlockingPort port;
    private final PortLife life = new PortLife();
    private final PortWriter writer;
    private final PortControl control;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private BlockingTransport(String stream, BlockingPort port) {
        this.stream = stream;
        this.port = port;
        this.writer = new PortWriter(port, life, this::finish);
        this.control = new PortControl(port, life, operations -> start("control", operations));
    }

    /**
     * Starts to open the port, on a thread of its own.
     *
     * @param stream the stream's name, for the names of the threads
     */
    public static StreamConnection open(String stream, BlockingPort port, StreamListener listener) {
        BlockingTransport transport = new BlockingTransport(stream, port);
        PortReader reader = new PortReader(
                port,
                transport.life,
                listener,
                transport::finish,
                () -> transport.start("write", transport.writer),
                transport::failEverythingLeft);
        transport.start("read", () -> {
            try {
                reader.run();
            } finally {
                transport.closed.complete(null);
            }
        });
        return transport;
    }

    @Override
    public CompletionStage<Integer> write(ByteBuffer piece) {
        return writer.write(piece);
    }

    @Override
    public void pause() {
        life.resume(false);
    }

    @Override
    public void resume() {
        life.resume(true);
    }

    @Override
    public CompletionStage<Void> control(String op, Map<String, Object> args) {
        return control.submit(op, args);
    }

    @Override
    public CompletionStage<Void> close() {
        finish(StreamEnd.closed());
        return closed.minimalCompletionStage();
    }

    /** Begins the end, unless it has begun. */
    private void finish(StreamEnd cause) {
        if (life.beginEnd(cause)) {
            start("close", this::interrupt);
        }
    }

    private void interrupt() {
        life.awaitCalls(WRITE_GRACE_MILLIS);
        failEverythingLeft();
        try {
            if (life.openCalled()) {
                port.interrupt();
            }
        } finally {
            life.interrupted();
        }
    }

    private void failEverythingLeft() {
        writer.failOutstanding();
        control.failAll();
    }

    private void start(String role, Runnable task) {
        Thread thread = new Thread(task, "stream-" + stream + "-" + role);
        thread.setDaemon(true);
        thread.start();
    }

    /** The end that a failure of the port brings. */
    static StreamEnd end(StreamCode code, Throwable failure) {
        return new StreamEnd(code, words(failure), failure instanceof PortException known ? known.remedy() : "");
    }

    /** What a failure says. */
    static String words(Throwable failure) {
        String message = failure.getMessage();
        return failure instanceof IOException && message != null ? message : failure.toString();
    }
}
