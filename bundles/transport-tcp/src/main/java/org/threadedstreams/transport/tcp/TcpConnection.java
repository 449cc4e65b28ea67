package org.threadedstreams.transport.tcp;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.StreamListener;
import org.threadedstreams.api.WriteFailure;

/**
 * One TCP connection.
 *
 * <p>Safe from any thread: everything is done, and the listener is told, on the event loop of its context.
 */
final class TcpConnection implements StreamConnection {

    /** How long what the peer sent before it broke off is still read after a write failed. */
    private static final long LAST_WORDS_MILLIS = 1_000;

    /** How long a peer that asked for a certificate has to refuse what it was shown, if it says nothing else. */
    private static final long CONSENT_MILLIS = 1_000;

    /** How long TLS's last word may take to leave, where the peer does not read. */
    private static final long FAREWELL_MILLIS = 500;

    private final TcpAddress address;
    private final @Nullable Tls tls;
    private final ContextInternal context;
    private final StreamListener listener;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private volatile boolean closing;
    private volatile boolean reading;
    private volatile boolean everRead;

    // On the event loop only
    private @Nullable TcpDial dial;
    private @Nullable NetSocketInternal socket;
    private final ReadBurst burst;
    private boolean opened;
    private boolean ended;
    private @Nullable StreamEnd failure;

    /** @param tls what is known of TLS, or null if it is not spoken */
    TcpConnection(TcpAddress address, @Nullable Tls tls, ContextInternal context, StreamListener listener) {
        this.address = address;
        this.tls = tls;
        this.context = context;
        this.listener = listener;
        this.burst = new ReadBurst(listener::received);
    }

    TcpAddress address() {
        return address;
    }

    /**
     * Begins to connect.
     *
     * @param executor where the system is asked
     */
    void connect(NetClient client, int timeoutMillis, KeepAlive keepAlive, HostLookup lookup, Executor executor) {
        context.runOnContext(start -> {
            if (!ended) {
                dial = new TcpDial(
                        address, context, client, tls, timeoutMillis, up -> connected(up, keepAlive), this::finish);
                dial.start(lookup, executor);
            }
        });
    }

    private void connected(NetSocket connected, KeepAlive keepAlive) {
        NetSocketInternal up = (NetSocketInternal) connected;
        up.pause();
        socket = up;
        keepAlive.on(channel(up));
        // After a failed write Netty would close at once, and what the peer said before it broke off would be lost.
        channel(up).config().setAutoClose(false);
        if (up.isSsl()) {
            channel(up).pipeline().get(SslHandler.class).setCloseNotifyFlushTimeoutMillis(FAREWELL_MILLIS);
        }
        up.exceptionHandler(cause -> failed(
                opened ? TcpEnd.whileReading(address, cause, tls) : TcpEnd.whileConnecting(address, cause, tls)));
        channel(up).pipeline().addBefore(up.channelHandlerContext().name(), null, burst);
        up.handler(this::received);
        up.endHandler(end -> finish(failure != null ? failure : TcpEnd.byPeer(address)));
        up.eventHandler(event -> happened(up, event));
        if (tls != null
                && tls.certificate().asked()
                && "TLSv1.3".equals(up.sslSession().getProtocol())) {
            awaitConsent(up, tls.certificate());
        } else {
            opened(up);
        }
    }

    /** With TLS 1.3 a peer looks at our certificate after the handshake: it is not open until the peer did. */
    private void awaitConsent(NetSocketInternal up, ClientCertificate shown) {
        up.closeHandler(gone -> finish(failure != null ? failure : TcpEnd.refused(address, shown)));
        channel(up).pipeline().addFirst(new SignOfLife(() -> consented(up)));
        context.setTimer(CONSENT_MILLIS, silent -> consented(up));
    }

    private void consented(NetSocketInternal up) {
        if (!opened && !ended && failure == null && channel(up).isActive()) {
            up.closeHandler(null);
            opened(up);
        }
    }

    private void opened(NetSocketInternal up) {
        opened = true;
        listener.opened();
        if (reading) {
            up.resume();
        }
    }

    private void happened(NetSocketInternal up, Object event) {
        if (event instanceof SslCloseCompletionEvent end) {
            if (end.isSuccess()) {
                // TLS said the end; a peer may leave TCP open.
                abort(up);
            } else if (opened) {
                failed(TcpEnd.truncated(address));
            }
        }
    }

    private void failed(StreamEnd how) {
        if (failure == null) {
            failure = how;
        }
    }

    /** The memory is the buffer's own: Vert.x copies what it reads once, out of Netty's pool, and keeps no reference. */
    private void received(Buffer buffer) {
        ByteBuffer bytes = ((BufferInternal) buffer).getByteBuf().nioBuffer();
        if (bytes.hasRemaining()) {
            burst.add(bytes);
        }
    }

    private void finish(StreamEnd how) {
        if (ended) {
            return;
        }
        ended = true;
        try {
            burst.flush();
        } finally {
            tell(how);
        }
    }

    private void tell(StreamEnd how) {
        try {
            listener.ended(how);
        } finally {
            over.complete(null);
        }
    }

    @Override
    public CompletionStage<Integer> write(ByteBuffer piece) {
        CompletableFuture<Integer> taken = new CompletableFuture<>();
        onLoop(() -> offer(piece, taken));
        return taken;
    }

    private void offer(ByteBuffer piece, CompletableFuture<Integer> taken) {
        NetSocketInternal up = socket;
        if (up == null
                || !opened
                || closing
                || ended
                || failure != null
                || !channel(up).isActive()) {
            taken.completeExceptionally(WriteFailure.notOffered(address + ": not connected"));
            return;
        }
        int bytes = piece.remaining();
        up.writeMessage(Unpooled.wrappedBuffer(piece))
                .onComplete(done -> taken.complete(bytes), cause -> writeFailed(up, cause, taken));
    }

    private void writeFailed(NetSocketInternal up, Throwable cause, CompletableFuture<Integer> taken) {
        StreamEnd how = TcpEnd.whileWriting(address, cause, tls);
        if (channel(up).isActive()) {
            failed(how);
            context.setTimer(LAST_WORDS_MILLIS, late -> abort(up));
        }
        taken.completeExceptionally(new WriteFailure(0, closing ? address + ": closed" : how.message()));
    }

    @Override
    public void pause() {
        reading = false;
        onLoop(this::read);
    }

    @Override
    public void resume() {
        everRead = true;
        reading = true;
        onLoop(this::read);
    }

    /** Reads or not, as was wanted last: on the loop itself this overtakes what another thread wanted before. */
    private void read() {
        if (socket != null && opened && reading) {
            socket.resume();
        } else if (socket != null && !closing) {
            socket.pause();
        }
    }

    @Override
    public CompletionStage<Void> control(String op, Map<String, Object> args) {
        return CompletableFuture.failedFuture(new StreamException(
                StreamCode.REFUSED,
                "a tcp stream does not know the op '" + op + "'; it knows open, close and reconnect, as every stream"));
    }

    @Override
    public CompletionStage<Void> close() {
        shut(StreamEnd.closed());
        return over();
    }

    /** Ends the connection, or its opening, with an end of our own. */
    void shut(StreamEnd how) {
        closing = true;
        context.runOnContext(now -> {
            failed(how);
            NetSocketInternal up = socket;
            if (up == null) {
                if (dial != null) {
                    dial.cancel();
                }
                finish(how);
                return;
            }
            if (!everRead || !opened) {
                up.handler(null);
            }
            // What has been read is handed over, then the end.
            up.resume();
            abort(up);
        });
    }

    /** Completes after the listener's {@code ended} has returned. */
    CompletionStage<Void> over() {
        return over.minimalCompletionStage();
    }

    /** Closes from within the pipeline: the socket's own close waits until a peer that does not read has read. */
    static void abort(NetSocket up) {
        ((NetSocketInternal) up).channelHandlerContext().close();
    }

    private static Channel channel(NetSocketInternal up) {
        return up.channelHandlerContext().channel();
    }

    private void onLoop(Runnable task) {
        if (context.inThread()) {
            task.run();
        } else {
            context.runOnContext(now -> task.run());
        }
    }
}
