package org.threadedstreams.faults.fault;

import java.util.Optional;
import org.threadedstreams.faults.peer.Route;
import org.threadedstreams.faults.peer.SshRoute;
import org.threadedstreams.faults.peer.TcpRoute;
import org.threadedstreams.rig.Tool;

/** Ways to a peer that several faults use. Stateless. */
final class Routes {

    private Routes() {}

    static Route ssh(Site site) throws Exception {
        return SshRoute.in(site.folder(), site.seed());
    }

    /** TCP for the first stream of a kind, SSH for the second, and so on. */
    static Route tcpOrSsh(Site site) throws Exception {
        return isSsh(site.number()) ? ssh(site) : new TcpRoute(site.seed());
    }

    static boolean isSsh(int number) {
        return number % 2 == 1;
    }

    static Optional<String> missingSsh() {
        return missing("sshd", "openssh-server").or(() -> missing("socat", "socat"));
    }

    static Optional<String> missing(String program, String debianPackage) {
        return Tool.find(program).isPresent()
                ? Optional.empty()
                : Optional.of("there is no " + program + " on this machine: apt-get install " + debianPackage);
    }
}
