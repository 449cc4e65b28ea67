package org.threadedstreams.faults.fault;

import java.util.List;

/** All kinds of faults. */
public final class Faults {

    private Faults() {}

    public static List<Fault> all() {
        return List.of(new TcpReset(), new OrderlyClose(), new ConfigEdited());
    }
}
