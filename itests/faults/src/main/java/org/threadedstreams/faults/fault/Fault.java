package org.threadedstreams.faults.fault;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.threadedstreams.faults.peer.Route;
import org.threadedstreams.faults.peer.TcpRoute;
import org.threadedstreams.faults.stream.Lane;

/** A kind of fault. Without state of its own: one object strikes many streams, each on a thread of its own. */
public interface Fault {

    /** What it is called in the table and on the command line. */
    String kind();

    /** Strikes once, in the middle of traffic, and returns when all is well again and judged. */
    void strike(Lane lane, Random random) throws Exception;

    /** Connects one of its streams to a peer. */
    default Route route(Site site) throws Exception {
        return new TcpRoute(site.seed());
    }

    /** What the streams' files need. */
    default List<String> settings() {
        return List.of();
    }

    /** With whom its streams share a gateway. */
    default Sharing sharing() {
        return Sharing.ALL;
    }

    /** What this machine lacks for it; empty if nothing. */
    default Optional<String> missing() {
        return Optional.empty();
    }

    /** Who shares a gateway. */
    enum Sharing {
        /** The streams of all kinds. */
        ALL,
        /** The streams of this kind, with a copy of the distribution that may be changed. */
        KIND,
        /** Nobody. */
        NONE
    }
}
