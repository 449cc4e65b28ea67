package org.threadedstreams.transport.tcp;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of a stream with {@code transport = tcp}. */
@ObjectClassDefinition(name = "TCP stream", description = "A TCP connection to a host, plain or TLS.")
public @interface TcpOptions {

    @AttributeDefinition(name = "Host", description = "The host's name or address.")
    String host();

    @AttributeDefinition(name = "Port", description = "The port on that host.", min = "1", max = "65535")
    int port();

    @AttributeDefinition(
            name = "TLS",
            description = "Whether to speak TLS. The peer's certificate must then name the host.")
    boolean tls() default false;

    @AttributeDefinition(
            name = "Trust store",
            description = "A file with the certificates to trust: .pem, .crt, .p12, .pfx or .jks."
                    + " Empty: those that Java trusts.",
            required = false)
    String trustStore() default "";

    @AttributeDefinition(
            name = "Trust store password",
            description = "The password of a .p12, .pfx or .jks trust store, as $[secret:NAME].",
            type = AttributeType.PASSWORD,
            required = false)
    String trustStorePassword() default "";

    @AttributeDefinition(
            name = "Key store",
            description = "A file with the key and certificate to show to a peer that asks for one:"
                    + " .pem (both in one file), .p12, .pfx or .jks.",
            required = false)
    String keyStore() default "";

    @AttributeDefinition(
            name = "Key store password",
            description = "The password of a .p12, .pfx or .jks key store, as $[secret:NAME].",
            type = AttributeType.PASSWORD,
            required = false)
    String keyStorePassword() default "";

    @AttributeDefinition(
            name = "Connect timeout",
            description = "How long connecting may take, and then TLS's handshake, in milliseconds.",
            min = "1",
            max = "600000")
    int connectTimeoutMillis() default 10_000;

    @AttributeDefinition(
            name = "Keep-alive",
            description = "Whether the system probes an idle connection, so that a dead peer is noticed some day.")
    boolean keepAlive() default true;
}
