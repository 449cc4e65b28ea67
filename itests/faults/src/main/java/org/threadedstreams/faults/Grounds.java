package org.threadedstreams.faults;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.faults.fault.Fault;
import org.threadedstreams.rig.Folders;
import org.threadedstreams.rig.GatewayProcess;

/** The gateways under test, each started when its first stream needs it. Safe for many threads. */
final class Grounds {

    private final SuiteOptions options;
    private final Resources resources;
    private @Nullable GatewayProcess shared;

    Grounds(SuiteOptions options, Resources resources) {
        this.options = options;
        this.resources = resources;
    }

    /** The gateway that the streams of a kind share, or null if each has its own. */
    @Nullable
    GatewayProcess of(Fault fault) throws Exception {
        return switch (fault.sharing()) {
            case ALL -> shared();
            case KIND ->
                start(
                        fault.kind() + "-gateway",
                        Folders.copy(options.distribution(), options.work().resolve(fault.kind() + "-distribution")));
            case NONE -> null;
        };
    }

    /** A gateway for one stream. */
    GatewayProcess own(String name) throws Exception {
        return start(name, options.distribution());
    }

    private synchronized GatewayProcess shared() throws Exception {
        GatewayProcess there = shared;
        if (there == null) {
            there = start("shared-gateway", options.distribution());
            shared = there;
        }
        return there;
    }

    private GatewayProcess start(String name, Path distribution) throws Exception {
        GatewayProcess gateway =
                resources.add(new GatewayProcess(distribution, options.work().resolve(name)));
        gateway.start();
        return gateway;
    }
}
