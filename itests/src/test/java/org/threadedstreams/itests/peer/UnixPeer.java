package org.threadedstreams.itests.peer;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** A Unix domain socket, for the README's transport. */
public final class UnixPeer implements Peer {

    private final Path path;
    private final ServerSocketChannel server;
    private final Deque<SocketChannel> accepted = new ArrayDeque<>();

    public UnixPeer(Path path) throws IOException {
        this.path = path;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
    }

    @Override
    public String[] configuration() {
        return new String[] {"transport = unix", "path = " + path};
    }

    @Override
    public String[] nowhere() {
        return new String[] {"transport = unix", "path = " + path + "-of-nobody"};
    }

    @Override
    public Far accept() throws IOException {
        SocketChannel channel = server.accept();
        accepted.add(channel);
        return new Far(
                Channels.newInputStream(channel),
                Channels.newOutputStream(channel),
                channel::shutdownOutput,
                channel::close);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel channel : accepted) {
            channel.close();
        }
    }
}
