package org.threadedstreams.faults.fault;

import java.nio.file.Path;
import org.threadedstreams.faults.stream.Lane;

/** Files of transport bundles in a copy of the distribution. Stateless. */
final class Transports {

    private Transports() {}

    /** The one that a stream's route needs, which no other stream of its gateway does. */
    static Path jar(Lane lane) {
        String transport = lane.route().configuration().get(0).replaceAll(".*= *", "");
        return lane.gateway().distribution().resolve("transports/transport-" + transport + ".jar");
    }
}
