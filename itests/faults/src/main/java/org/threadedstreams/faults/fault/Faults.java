package org.threadedstreams.faults.fault;

import java.util.List;

/** All kinds of faults. */
public final class Faults {

    private Faults() {}

    public static List<Fault> all() {
        return List.of(
                new TcpReset(),
                new OrderlyClose(),
                new HalfOpenStopped(),
                new HalfOpenLinkDown(),
                new StalledReader(),
                new SshdSessionKilled(),
                new SshdKilled(),
                new PtyClosed(),
                new BundleRemoved(),
                new BundleUpdated(),
                new ConfigEdited(),
                new ConfigRemoved(),
                new ReconnectAsked(),
                new ConsumerStopped(),
                new ConsumerKilled(),
                new DiskFull(),
                new GatewayKilled());
    }
}
