package org.threadedstreams.faults.mixed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.threadedstreams.faults.stream.Await;
import org.threadedstreams.rig.SshServer;

/**
 * A kind of fault that ends the sessions of all streams of a transport, or of an SSH server. Immutable.
 *
 * @param kind what it is called in the table
 */
record MassStrike(String kind, Blow blow) {

    /** What is done to streams that are open. */
    interface Blow {

        /**
         * @param struck which streams are struck
         */
        void strike(String transport, List<MixedStream> struck, Crowd crowd) throws Exception;
    }

    static List<MassStrike> all() {
        return List.of(
                new MassStrike("bundle-removed", MassStrike::remove),
                new MassStrike("bundle-updated", MassStrike::update),
                new MassStrike("sshd-killed", MassStrike::killServer));
    }

    /** Whether it can strike the streams of a transport. */
    boolean fits(String transport) {
        return switch (kind) {
            // See Strikes: a pty must not be opened again too soon.
            case "bundle-updated" -> !transport.equals(Kind.SERIAL.transport());
            case "sshd-killed" -> transport.equals(Kind.SSH.transport());
            default -> true;
        };
    }

    private static void remove(String transport, List<MixedStream> struck, Crowd crowd) throws Exception {
        boolean pty = transport.equals(Kind.SERIAL.transport());
        for (MixedStream stream : struck) {
            stream.quiet(pty);
        }
        if (pty) {
            for (MixedStream stream : struck) {
                stream.settleInput();
            }
        }
        Path jar = crowd.jar(transport);
        Path away = jar.resolveSibling("../" + jar.getFileName()).normalize();
        Files.move(jar, away);
        for (MixedStream stream : struck) {
            stream.awaitState("waiting", state -> state.state().equals("waiting"));
            Await.found(
                    stream + ": the connection is over",
                    MixedStream.LIMIT,
                    () -> stream.peer().allOver() ? Optional.of(true) : Optional.empty());
        }
        Files.move(away, jar);
    }

    private static void update(String transport, List<MixedStream> struck, Crowd crowd) throws Exception {
        Path jar = crowd.jar(transport);
        Path next = jar.resolveSibling("../next-" + jar.getFileName()).normalize();
        Files.copy(jar, next, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(next, FileTime.from(Instant.now()));
        Files.move(next, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void killServer(String transport, List<MixedStream> struck, Crowd crowd) throws Exception {
        for (SshServer server :
                struck.stream().map(stream -> stream.way().server()).distinct().toList()) {
            server.kill();
            server.restart();
        }
    }
}
