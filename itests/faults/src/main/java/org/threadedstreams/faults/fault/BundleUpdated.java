package org.threadedstreams.faults.fault;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.threadedstreams.faults.peer.Route;
import org.threadedstreams.faults.stream.Lane;

/** The transport's bundle is replaced while it is in use. */
final class BundleUpdated implements Fault {

    @Override
    public String kind() {
        return "bundle-updated";
    }

    @Override
    public Sharing sharing() {
        return Sharing.KIND;
    }

    @Override
    public Route route(Site site) throws Exception {
        return Routes.tcpOrSsh(site);
    }

    @Override
    public Optional<String> missing() {
        return Routes.missingSsh();
    }

    @Override
    public void strike(Lane lane, Random random) throws Exception {
        lane.pour(random);
        Path jar = Transports.jar(lane);
        Path next = jar.resolveSibling("../next-" + jar.getFileName()).normalize();
        Files.copy(jar, next, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(next, FileTime.from(Instant.now()));
        Files.move(next, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        lane.reconnected(Set.of("TRANSPORT_GONE"));
    }
}
