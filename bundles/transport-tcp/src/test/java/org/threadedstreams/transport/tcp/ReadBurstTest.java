package org.threadedstreams.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadBurstTest {

    private final List<Integer> taken = new ArrayList<>();
    private boolean failing;
    private final ReadBurst burst = new ReadBurst(chunk -> {
        if (failing) {
            failing = false;
            throw new IllegalStateException("planned");
        }
        taken.add(chunk.remaining());
    });

    private final EmbeddedChannel channel = new EmbeddedChannel(burst, new ChannelInboundHandlerAdapter() {
        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            burst.add(ByteBuffer.allocate((int) bytes));
        }
    });

    @Test
    void whatOneTurnReadsIsHandedOverAtItsEnd() {
        channel.pipeline().fireChannelRead(1).fireChannelRead(2);
        assertThat(taken).isEmpty();
        channel.pipeline().fireChannelReadComplete();
        assertThat(taken).containsExactly(1, 2);
    }

    @Test
    void outsideOfATurnNothingWaits() {
        burst.add(ByteBuffer.allocate(3));
        assertThat(taken).containsExactly(3);
    }

    @Test
    void noMoreWaitsThanSoMuch() {
        channel.pipeline().fireChannelRead(300_000).fireChannelRead(300_000);
        assertThat(taken).containsExactly(300_000, 300_000);
    }

    @Test
    void aTakerThatFailsGetsTheRestTheNextTime() {
        channel.pipeline().fireChannelRead(1).fireChannelRead(2).fireChannelRead(3);
        failing = true;
        assertThatThrownBy(burst::flush).hasMessage("planned");
        channel.pipeline().fireChannelReadComplete();
        assertThat(taken).containsExactly(2, 3);
    }
}
