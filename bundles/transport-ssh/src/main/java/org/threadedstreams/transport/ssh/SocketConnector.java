package org.threadedstreams.transport.ssh;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.PropertyResolver;
import org.apache.sshd.common.io.DefaultIoConnectFuture;
import org.apache.sshd.common.io.IoConnectFuture;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.nio2.Nio2Connector;
import org.apache.sshd.common.io.nio2.Nio2Session;
import org.jspecify.annotations.Nullable;

/**
 * Connects sockets. MINA's own connector has one of its few threads wait for each attempt, so that a few hosts which do
 * not answer keep all others waiting.
 *
 * <p>Safe from any thread.
 */
final class SocketConnector extends Nio2Connector {

    private final FactoryManager client;

    @SuppressWarnings("NullAway") // MINA asks that factory for nothing but sessions, which are made here.
    SocketConnector(
            FactoryManager client, IoHandler handler, AsynchronousChannelGroup group, ExecutorService resuming) {
        super(null, client, handler, group, resuming);
        this.client = client;
    }

    @Override
    public IoConnectFuture connect(
            SocketAddress address, @Nullable AttributeRepository context, @Nullable SocketAddress local) {
        IoConnectFuture future = new DefaultIoConnectFuture(address, null);
        try {
            AsynchronousSocketChannel socket = openAsynchronousSocketChannel(address, getChannelGroup());
            // Once it is connected the session closes it.
            future.addListener(done -> {
                if (!done.isConnected()) {
                    close(socket);
                }
            });
            setSocketOptions(socket);
            socket.connect(address, null, new Connected(future, socket, context));
        } catch (IOException | RuntimeException e) {
            future.setException(e);
        }
        return future;
    }

    @Override
    protected Nio2Session createSession(
            PropertyResolver properties, IoHandler handler, AsynchronousSocketChannel socket) throws IOException {
        return new HeardSocket(this, properties, handler, socket);
    }

    private void close(AsynchronousSocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            log.warn("A socket cannot be closed: {}", Reasons.of(e));
        }
    }

    private final class Connected extends ConnectionCompletionHandler {

        Connected(IoConnectFuture future, AsynchronousSocketChannel socket, @Nullable AttributeRepository context) {
            super(future, socket, context, client, SocketConnector.this.getIoHandler());
        }

        @Override
        protected void onCompleted(Void none, Object attachment) {
            try {
                super.onCompleted(none, attachment);
            } catch (CancellationException tooLate) {
                future.cancel().setCanceled(tooLate);
            }
        }
    }
}
