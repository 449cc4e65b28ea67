package org.threadedstreams.transport.ssh;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamEnd;

/**
 * Decides whether the key that a host offers is that host's.
 *
 * <p>Stateless but for the file; safe from any thread.
 */
final class HostKeyJudge {

    private static final Logger LOG = LoggerFactory.getLogger(HostKeyJudge.class);

    private final SshTarget target;
    private final KnownHosts knownHosts;

    HostKeyJudge(SshTarget target) {
        this.target = target;
        this.knownHosts = new KnownHosts(target.knownHosts());
    }

    /** The types of the keys that are known for the host, so that the host can be asked for one of these. */
    List<String> knownTypes() throws UnusableFileException {
        try {
            return entries().stream()
                    .filter(KnownHosts.Entry::isHostsOwn)
                    .map(entry -> entry.key().type())
                    .distinct()
                    .toList();
        } catch (IOException e) {
            throw new UnusableFileException(
                    "host keys in " + knownHosts.file() + " cannot be read: " + Reasons.of(e),
                    "make it a file that the gateway's user can read, or correct knownHosts",
                    e);
        }
    }

    /** Why the key is refused; empty if it is accepted. */
    Optional<StreamEnd> objection(HostKey offered) {
        if (target.hostKeyCheck() == HostKeyCheck.OFF) {
            LOG.warn("{}: host key {} is not checked, because hostKeyCheck = off", target.address(), offered);
            return Optional.empty();
        }
        try {
            return judge(offered, target.hostKeyCheck() == HostKeyCheck.ACCEPT_NEW);
        } catch (IOException e) {
            return Optional.of(refusal(
                    "its key cannot be checked or remembered, because of the file " + knownHosts.file() + ": " + e,
                    "make the file readable and, for hostKeyCheck = accept-new, writable for the gateway"));
        }
    }

    /** What the file says of the host. As for OpenSSH, what it knows by its name alone it also knows at any port. */
    private List<KnownHosts.Entry> entries() throws IOException {
        List<KnownHosts.Entry> atPort = knownHosts.entries(target.knownName());
        return atPort.stream().anyMatch(KnownHosts.Entry::isHostsOwn)
                        || target.knownName().equals(target.host())
                ? atPort
                : Stream.concat(atPort.stream(), knownHosts.entries(target.host()).stream())
                        .toList();
    }

    private Optional<StreamEnd> judge(HostKey offered, boolean acceptNew) throws IOException {
        List<KnownHosts.Entry> entries = entries();
        if (entries.stream().anyMatch(entry -> entry.isRevoked() && entry.key().equals(offered))) {
            return Optional.of(refusal(
                    "its key " + offered + " is marked @revoked in " + knownHosts.file(), "do not trust this host"));
        }
        List<KnownHosts.Entry> known =
                entries.stream().filter(KnownHosts.Entry::isHostsOwn).toList();
        if (known.stream().anyMatch(entry -> entry.key().equals(offered))) {
            return Optional.empty();
        }
        if (!known.isEmpty()) {
            return Optional.of(changed(offered, known));
        }
        if (acceptNew) {
            knownHosts.remember(target.knownName(), offered);
            LOG.info("{}: new host key {} added to {}", target.address(), offered, knownHosts.file());
            return judge(offered, false);
        }
        String authority = entries.stream()
                .filter(KnownHosts.Entry::isAuthority)
                .findFirst()
                .map(entry -> "; the @cert-authority in line " + entry.line()
                        + " is of no use, as host certificates are not supported")
                .orElse("");
        return Optional.of(refusal(
                "its key " + offered + " is not known: " + knownHosts.file() + " has none for " + target.knownName()
                        + authority,
                "compare the fingerprint with one that you trust, then add the key: ssh-keyscan -p " + target.port()
                        + " " + target.host() + " >> " + knownHosts.file()));
    }

    private StreamEnd changed(HostKey offered, List<KnownHosts.Entry> known) {
        String before = known.stream()
                .map(entry -> entry.key() + " in line " + entry.line())
                .collect(Collectors.joining(", "));
        return refusal(
                "its key has changed: it offers " + offered + ", and " + knownHosts.file() + " has " + before,
                "someone may be listening in; if the host was given a new key, remove the old one: ssh-keygen -f "
                        + knownHosts.file() + " -R '" + target.knownName() + "', and add the new one");
    }

    private StreamEnd refusal(String why, String remedy) {
        return new StreamEnd(
                StreamCode.CONNECT_FAILED, target.address() + ": host key verification failed: " + why, remedy);
    }
}
