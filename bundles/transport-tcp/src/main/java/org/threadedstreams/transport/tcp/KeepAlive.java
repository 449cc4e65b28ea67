package org.threadedstreams.transport.tcp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import java.net.SocketOption;
import jdk.net.ExtendedSocketOptions;
import org.threadedstreams.api.InvalidOptionException;

/**
 * How the system finds out that a silent peer is gone: half of the time it waits, in the other half it asks three times.
 * Unchanged, Linux would wait two hours.
 *
 * @param seconds until it is noticed; 0 for never
 */
record KeepAlive(int seconds) {

    private static final int MIN_MILLIS = 4_000;
    private static final int MAX_MILLIS = 86_400_000;
    private static final int PROBES = 3;

    static KeepAlive of(TcpOptions options) {
        int millis = options.keepAliveMillis();
        if (millis < MIN_MILLIS || millis > MAX_MILLIS) {
            throw new InvalidOptionException("keepAliveMillis", "a number from " + MIN_MILLIS + " to " + MAX_MILLIS);
        }
        return new KeepAlive(options.keepAlive() ? (millis + 999) / 1_000 : 0);
    }

    void on(Channel channel) {
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, seconds > 0);
        if (seconds > 0) {
            set(channel, ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
            set(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, intervalSeconds());
            set(channel, ExtendedSocketOptions.TCP_KEEPIDLE, seconds - PROBES * intervalSeconds());
        }
    }

    private int intervalSeconds() {
        return Math.max(1, seconds / (2 * PROBES));
    }

    /** Where the system has no such option, and in a native transport of Netty's, its own times count. */
    private static void set(Channel channel, SocketOption<Integer> option, int value) {
        channel.config().setOption(NioChannelOption.of(option), value);
    }
}
