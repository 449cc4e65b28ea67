package org.threadedstreams.benchmarks.bare;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;

/** {@code connect PORT NUMBER}: the JDK's selector and one thread. {@code gc}: a collection. */
public final class NioMany implements Worker {

    private final Selector selector;
    private long bytes;

    public NioMany() throws IOException {
        selector = Selector.open();
    }

    @Override
    public String run(List<String> words) throws Exception {
        if (words.get(0).equals("gc")) {
            System.gc();
            return "gc=1";
        }
        for (int left = Integer.parseInt(words.get(2)); left > 0; left--) {
            SocketChannel channel = SocketChannel.open(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(words.get(1))));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
        }
        Thread thread = new Thread(this::read, "read");
        thread.setDaemon(true);
        thread.start();
        return "connected=1";
    }

    private void read() {
        ByteBuffer piece = ByteBuffer.allocateDirect(64 * 1024);
        try {
            while (selector.isOpen()) {
                selector.select(key -> take((SocketChannel) key.channel(), piece));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void take(SocketChannel channel, ByteBuffer piece) {
        try {
            bytes += channel.read(piece.clear());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
