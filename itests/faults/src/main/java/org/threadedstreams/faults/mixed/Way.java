package org.threadedstreams.faults.mixed;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.faults.peer.Pty;
import org.threadedstreams.faults.peer.TcpProxy;
import org.threadedstreams.rig.SshServer;

/**
 * What stands between a stream and its peer. Immutable.
 *
 * @param configuration what the stream's file must have
 * @param between a {@link TcpProxy}, an {@link SshServer} or a {@link Pty}; null if nothing that can be struck
 */
record Way(Kind kind, List<String> configuration, @Nullable Object between) {

    TcpProxy proxy() {
        return as(TcpProxy.class);
    }

    SshServer server() {
        return as(SshServer.class);
    }

    Pty pty() {
        return as(Pty.class);
    }

    private <T> T as(Class<T> type) {
        return type.cast(Objects.requireNonNull(between, "nothing stands between"));
    }
}
