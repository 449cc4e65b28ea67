package org.threadedstreams.transport.tcp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Keeps together what one turn of the event loop reads, so that who has to be woken for it is woken once. Nothing waits longer
 * than the system has more at hand, and not beyond 512 KiB.
 *
 * <p>On the event loop only, in the pipeline before Vert.x's own handler.
 */
final class ReadBurst extends ChannelInboundHandlerAdapter {

    private static final int MOST_BYTES = 512 * 1024;

    private final Consumer<ByteBuffer> taker;
    private final Queue<ByteBuffer> chunks = new ArrayDeque<>(1);
    private int bytes;
    private boolean reading;

    ReadBurst(Consumer<ByteBuffer> taker) {
        this.taker = taker;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        reading = true;
        context.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        flush();
        context.fireChannelReadComplete();
    }

    /** What Vert.x made of it. */
    void add(ByteBuffer chunk) {
        chunks.add(chunk);
        bytes += chunk.remaining();
        if (!reading || bytes >= MOST_BYTES) {
            flush();
        }
    }

    /** Hands over what is there. Where the taker throws, the rest is still there for the next time. */
    void flush() {
        bytes = 0;
        for (ByteBuffer chunk = chunks.poll(); chunk != null; chunk = chunks.poll()) {
            taker.accept(chunk);
        }
    }
}
