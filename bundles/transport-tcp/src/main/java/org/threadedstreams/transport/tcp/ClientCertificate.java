package org.threadedstreams.transport.tcp;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * What we show a peer that asks for a certificate, and a memory of whether it asked. With TLS 1.3 a peer refuses what it
 * was shown, or not shown, only after the handshake; who knows that it asked can say why it broke off.
 *
 * <p>Safe for many threads.
 */
final class ClientCertificate {

    private final boolean configured;
    private volatile boolean asked;
    private volatile boolean shown;

    ClientCertificate(boolean configured) {
        this.configured = configured;
    }

    /** Whether the peer asked for one. It may do without. */
    boolean asked() {
        return asked;
    }

    /** What to do about a peer that asked, and refused. */
    String remedy() {
        if (!configured) {
            return "the peer asks for a certificate: name a file with a key and a certificate that it trusts as keyStore";
        }
        return shown
                ? "the peer asked for a certificate, and got keyStore's: name one that it trusts as keyStore"
                : "the peer asks for a certificate, and keyStore has none of an issuer that it trusts: name another file as keyStore";
    }

    /** @param keys what there is to show, or null for nothing */
    X509ExtendedKeyManager over(@Nullable X509ExtendedKeyManager keys) {
        return new Watching(keys);
    }

    private final class Watching extends X509ExtendedKeyManager {

        private final @Nullable X509ExtendedKeyManager keys;

        Watching(@Nullable X509ExtendedKeyManager keys) {
            this.keys = keys;
        }

        @Override
        public @Nullable String chooseEngineClientAlias(
                String[] types, Principal @Nullable [] issuers, SSLEngine engine) {
            String alias = keys == null ? null : keys.chooseEngineClientAlias(types, issuers, engine);
            asked = true;
            shown = shown || alias != null;
            return alias;
        }

        @Override
        public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, Socket socket) {
            return null;
        }

        @Override
        public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
            return keys == null ? null : keys.getClientAliases(type, issuers);
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return keys == null ? null : keys.getCertificateChain(alias);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            return keys == null ? null : keys.getPrivateKey(alias);
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, Socket socket) {
            return null;
        }
    }
}
