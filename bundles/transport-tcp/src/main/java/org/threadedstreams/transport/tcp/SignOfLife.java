package org.threadedstreams.transport.tcp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Tells, once, of the first bytes that come from now on, after they have gone through everything behind it. */
final class SignOfLife extends ChannelInboundHandlerAdapter {

    private final Runnable seen;
    private boolean read;

    SignOfLife(Runnable seen) {
        this.seen = seen;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        read = true;
        context.fireChannelRead(bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.fireChannelReadComplete();
        if (read) {
            context.pipeline().remove(this);
            seen.run();
        }
    }
}
