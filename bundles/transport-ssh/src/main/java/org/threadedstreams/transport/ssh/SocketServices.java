package org.threadedstreams.transport.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.jspecify.annotations.Nullable;

/** The sockets of a client and the few threads that serve them all, from the client's start to its end. */
final class SocketServices extends AbstractCloseable implements IoServiceFactory {

    private final FactoryManager client;
    private final ExecutorService resuming;
    private final AsynchronousChannelGroup group;
    private @Nullable IoServiceEventListener listener;

    /**
     * @param named makes the threads
     * @param resuming runs the first read after a pause
     */
    SocketServices(FactoryManager client, int threads, ThreadFactory named, ExecutorService resuming) {
        this.client = client;
        this.resuming = resuming;
        try {
            this.group = AsynchronousChannelGroup.withFixedThreadPool(threads, named);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public IoConnector createConnector(IoHandler handler) {
        return new SocketConnector(client, handler, group, resuming);
    }

    @Override
    public IoAcceptor createAcceptor(IoHandler handler) {
        throw new UnsupportedOperationException("a client accepts nothing");
    }

    @Override
    protected void doCloseImmediately() {
        try {
            group.shutdownNow();
        } catch (IOException e) {
            log.warn("The sockets cannot be closed: {}", Reasons.of(e));
        }
        super.doCloseImmediately();
    }

    @Override
    public @Nullable IoServiceEventListener getIoServiceEventListener() {
        return listener;
    }

    @Override
    public void setIoServiceEventListener(@Nullable IoServiceEventListener to) {
        listener = to;
    }
}
