package org.threadedstreams.transport.tcp;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
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

    /** TCP said the end and TLS did not: anyone on the way can do that, so it is no end of the stream. */
    static StreamEnd truncated(TcpAddress address) {
        return new StreamEnd(
                StreamCode.READ_FAILED,
                address + ": the connection ended without TLS's own end (close_notify): the last bytes may be missing",
                "see whether the peer was killed or ends its connections so; else somebody on the way cut this one off");
    }

    /** The peer asked for a certificate, and went without a word. */
    static StreamEnd refused(TcpAddress address, ClientCertificate shown) {
        return new StreamEnd(
                StreamCode.CONNECT_FAILED,
                address + ": cannot connect: the peer closed the connection right after TLS's handshake",
                shown.remedy());
    }

    static StreamEnd whileReading(TcpAddress address, Throwable cause, @Nullable Tls tls) {
        return broken(StreamCode.READ_FAILED, address, "reading failed", cause, tls);
    }

    static StreamEnd whileWriting(TcpAddress address, Throwable cause, @Nullable Tls tls) {
        return broken(StreamCode.WRITE_FAILED, address, "writing failed", cause, tls);
    }

    private static StreamEnd broken(
            StreamCode code, TcpAddress address, String what, Throwable cause, @Nullable Tls tls) {
        Causes causes = new Causes(cause);
        return new StreamEnd(
                code,
                address + ": " + what + ": " + words(causes),
                tls != null && causes.has(SSLException.class)
                        ? TlsTrouble.remedy(causes, tls)
                        : "see whether the peer restarted, gave the connection to someone else, or the network broke it");
    }

    /** Nothing could be tried, or the one thing that was failed. */
    static StreamEnd whileConnecting(TcpAddress address, Throwable cause, @Nullable Tls tls) {
        Causes causes = new Causes(cause);
        return new StreamEnd(
                StreamCode.CONNECT_FAILED, address + ": cannot connect: " + words(causes), remedy(causes, tls));
    }

    /** @param attempts all of them, at least one */
    static StreamEnd whileConnecting(TcpAddress address, List<TcpAttempt> attempts, @Nullable Tls tls) {
        String each = attempts.stream()
                .map(attempt -> (address.isNumeric() ? "" : attempt.address().getHostAddress() + ": ")
                        + words(new Causes(attempt.cause())))
                .collect(Collectors.joining("; "));
        String remedies = attempts.stream()
                .map(attempt -> remedy(new Causes(attempt.cause()), tls))
                .distinct()
                .collect(Collectors.joining("; "));
        return new StreamEnd(StreamCode.CONNECT_FAILED, address + ": cannot connect: " + each, remedies);
    }

    private static String words(Causes causes) {
        return TlsTrouble.words(causes).orElseGet(causes::words);
    }

    private static String remedy(Causes causes, @Nullable Tls tls) {
        if (tls != null && TlsTrouble.is(causes)) {
            return TlsTrouble.remedy(causes, tls);
        }
        if (causes.has(UnknownHostException.class)) {
            return "correct host, or see whether the name service knows it";
        }
        if (causes.has(ConnectTimeoutException.class)) {
            return "see whether the host is up and no firewall drops the packets, or raise connectTimeoutMillis";
        }
        if (causes.has(TimeoutException.class)) {
            return "see whether this machine's name service works, or give an address as host";
        }
        if (causes.has(NoRouteToHostException.class)) {
            return "check host and this machine's network";
        }
        if (causes.has(ConnectException.class)) {
            return "start what should listen there, or correct host and port";
        }
        return "check host, port and the keys of TLS";
    }
}
