package org.threadedstreams.transport.tcp;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamEnd;

/** Says how a connection ended, in the system's words, and what its user can do. */
final class TcpEnd {

    private TcpEnd() {}

    static StreamEnd byPeer(TcpAddress address) {
        return new StreamEnd(
                StreamCode.END_OF_STREAM,
                address + ": the peer closed the connection",
                "nothing to do if it was meant to; else look into the peer's log");
    }

    static StreamEnd byStop(TcpAddress address) {
        return new StreamEnd(
                StreamCode.TRANSPORT_GONE, address + ": the tcp transport was stopped", "put its bundle back");
    }

    static StreamEnd whileReading(TcpAddress address, Throwable cause) {
        return broken(StreamCode.READ_FAILED, address, "reading failed", cause);
    }

    static StreamEnd whileWriting(TcpAddress address, Throwable cause) {
        return broken(StreamCode.WRITE_FAILED, address, "writing failed", cause);
    }

    private static StreamEnd broken(StreamCode code, TcpAddress address, String what, Throwable cause) {
        return new StreamEnd(
                code,
                address + ": " + what + ": " + words(cause),
                "see whether the peer restarted, gave the connection to someone else, or the network broke it");
    }

    static StreamEnd whileConnecting(TcpAddress address, Throwable cause) {
        return new StreamEnd(
                StreamCode.CONNECT_FAILED, address + ": cannot connect: " + words(cause), remedy(causes(cause)));
    }

    private static String remedy(List<Throwable> causes) {
        if (has(causes, SSLException.class)) {
            return tlsRemedy(causes);
        }
        if (has(causes, FileSystemException.class, FileNotFoundException.class, KeyStoreException.class)
                || has(causes, UnrecoverableKeyException.class, CertificateException.class)) {
            return "check trustStore and keyStore, and the passwords of both";
        }
        if (has(causes, UnknownHostException.class)) {
            return "correct host, or see whether the name service knows it";
        }
        if (has(causes, ConnectTimeoutException.class)) {
            return "see whether the host is up and no firewall drops the packets, or raise connectTimeoutMillis";
        }
        if (has(causes, NoRouteToHostException.class)) {
            return "check host and this machine's network";
        }
        if (has(causes, ConnectException.class)) {
            return "start what should listen there, or correct host and port";
        }
        return "check host, port and the keys of TLS";
    }

    private static String tlsRemedy(List<Throwable> causes) {
        if (has(causes, NotSslRecordException.class)) {
            return "the peer speaks no TLS on this port: set tls = false, or correct port";
        }
        if (has(causes, SslHandshakeTimeoutException.class)) {
            return "see whether the peer speaks TLS on this port, or raise connectTimeoutMillis";
        }
        if (has(causes, CertPathBuilderException.class, CertPathValidatorException.class)) {
            return "name a file with the peer's certificate, or its issuer's, as trustStore";
        }
        if (has(causes, CertificateException.class)) {
            return "use a host name that the peer's certificate carries, or renew the certificate";
        }
        return "see whether the peer speaks TLS on this port and wants a certificate (keyStore)";
    }

    /** The innermost message, which is the system's or the library's own; of a wrong password, the one that says so. */
    private static String words(Throwable outermost) {
        return causes(outermost).stream()
                .filter(cause -> cause.getMessage() != null && !(cause instanceof UnrecoverableKeyException))
                .map(Throwable::getMessage)
                .reduce((outer, inner) -> inner)
                .orElse(outermost.getClass().getSimpleName());
    }

    @SafeVarargs
    private static boolean has(List<Throwable> causes, Class<? extends Throwable>... types) {
        return causes.stream().anyMatch(cause -> Arrays.stream(types).anyMatch(type -> type.isInstance(cause)));
    }

    private static List<Throwable> causes(Throwable outermost) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = outermost; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }
}
