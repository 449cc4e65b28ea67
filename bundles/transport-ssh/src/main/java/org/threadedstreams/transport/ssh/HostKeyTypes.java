package org.threadedstreams.transport.ssh;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;

/** The types of host keys that a host is asked for, in which order. */
final class HostKeyTypes {

    private static final List<BuiltinSignatures> PREFERRED = List.of(
            BuiltinSignatures.ed25519,
            BuiltinSignatures.nistp256,
            BuiltinSignatures.nistp384,
            BuiltinSignatures.nistp521,
            BuiltinSignatures.rsaSHA512,
            BuiltinSignatures.rsaSHA256);

    private HostKeyTypes() {}

    /** The known types come first: otherwise a host is refused for a key that nobody has compared yet. */
    static List<NamedFactory<Signature>> inOrder(List<String> known) {
        List<BuiltinSignatures> ordered = new ArrayList<>(PREFERRED);
        ordered.sort(Comparator.comparing(signature -> !known.contains(keyType(signature))));
        return List.copyOf(ordered);
    }

    private static String keyType(BuiltinSignatures signature) {
        return signature.getName().startsWith("rsa-") ? "ssh-rsa" : signature.getName();
    }
}
