package org.threadedstreams.transport.tcp;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What went wrong with TLS, and what to do about it. */
final class TlsTrouble {

    private TlsTrouble() {}

    static boolean is(Causes causes) {
        return causes.has(SSLException.class)
                || causes.has(StoreException.class)
                || causes.has(HandshakeTimeoutException.class);
    }

    /** Words for what the library's own, alone, would not explain. */
    static Optional<String> words(Causes causes) {
        String words = causes.words();
        if (causes.has(StoreException.class)) {
            return causes.find(StoreException.class).map(store -> store.option() + ": " + fileWords(causes, words));
        }
        if (causes.has(NotSslRecordException.class)) {
            // The library's words are the bytes that came, which may be many.
            return Optional.of("what the peer sends is not TLS");
        }
        if (causes.has(CertificateExpiredException.class)) {
            return Optional.of("a certificate of the peer has expired: " + words);
        }
        if (causes.has(CertificateNotYetValidException.class)) {
            return Optional.of("a certificate of the peer is not valid yet: " + words);
        }
        if (untrusted(causes)) {
            return Optional.of("the peer's certificate is not trusted: " + words);
        }
        if (causes.has(CertificateException.class)) {
            return Optional.of("the peer's certificate is refused: " + words);
        }
        return Optional.empty();
    }

    private static String fileWords(Causes causes, String words) {
        if (causes.has(NoSuchFileException.class)) {
            return "no such file: " + words;
        }
        return causes.has(AccessDeniedException.class) ? "must not be read: " + words : words;
    }

    private static boolean untrusted(Causes causes) {
        return causes.has(CertPathBuilderException.class) || causes.has(CertPathValidatorException.class);
    }

    static String remedy(Causes causes, Tls tls) {
        if (causes.has(StoreException.class)) {
            return causes.find(StoreException.class)
                    .map(store -> "check " + store.option() + " and its password (" + store.option() + "Password)")
                    .orElseThrow();
        }
        if (causes.has(NotSslRecordException.class)) {
            return "the peer speaks no TLS on this port: set tls = false, or correct port";
        }
        if (causes.has(SslHandshakeTimeoutException.class) || causes.has(HandshakeTimeoutException.class)) {
            return "see whether the peer speaks TLS on this port (tls), or raise connectTimeoutMillis";
        }
        if (causes.has(CertificateExpiredException.class) || causes.has(CertificateNotYetValidException.class)) {
            return "renew the certificate at the peer, or correct this machine's clock";
        }
        if (untrusted(causes)) {
            return "name a file with the peer's certificate, or its issuer's, as trustStore; if it has the root only, "
                    + "the peer must send the certificates between";
        }
        if (causes.has(CertificateException.class)) {
            return "use a name or an address that the peer's certificate carries as host";
        }
        if (tls.certificate().asked()) {
            return tls.certificate().remedy();
        }
        return "see whether the peer speaks TLS 1.2 or 1.3 on this port (port, tls)";
    }
}
