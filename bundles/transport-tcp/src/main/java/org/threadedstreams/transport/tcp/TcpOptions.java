package org.threadedstreams.transport.tcp;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of a stream with {@code transport = tcp}. */
@ObjectClassDefinition(name = "TCP stream", description = "A TCP connection to a host, plain or TLS.")
public @interface TcpOptions {

    @AttributeDefinition(name = "Host", description = "the name or address of a host")
    String host();

    @AttributeDefinition(name = "Port", description = "a port number from 1 to 65535", min = "1", max = "65535")
    int port();

    @AttributeDefinition(
            name = "TLS",
            description = "true to speak TLS, with a peer whose certificate names the host; else false")
    boolean tls() default false;

    @AttributeDefinition(
            name = "Trust store",
            description =
                    "a file with the certificates to trust: .pem, .crt, .cer, .p12, .pfx or .jks; empty: those that Java trusts",
            required = false)
    String trustStore() default "";

    @AttributeDefinition(
            name = "Trust store password",
            description = "the password of a .p12, .pfx or .jks trust store, as $[secret:NAME]",
            type = AttributeType.PASSWORD,
            required = false)
    String trustStorePassword() default "";

    @AttributeDefinition(
            name = "Key store",
            description =
                    "a file with the key and certificate to show to a peer that asks for one: .pem (both in one file), .p12, .pfx or .jks; empty: none",
            required = false)
    String keyStore() default "";

    @AttributeDefinition(
            name = "Key store password",
            description = "the password of a .p12, .pfx or .jks key store, as $[secret:NAME]",
            type = AttributeType.PASSWORD,
            required = false)
    String keyStorePassword() default "";

    @AttributeDefinition(
            name = "Connect timeout",
            description =
                    "1 to 600000 milliseconds: how long it may take in all to look the host up, try its addresses one after the other, and shake hands",
            min = "1",
            max = "600000")
    int connectTimeoutMillis() default 10_000;

    @AttributeDefinition(
            name = "Keep-alive",
            description = "true to have the system ask an idle peer whether it is still there; else false")
    boolean keepAlive() default true;

    @AttributeDefinition(
            name = "Keep-alive time",
            description =
                    "4000 to 86400000 milliseconds, rounded up to seconds: a peer that was silent and did not answer the system for that long is gone",
            min = "4000",
            max = "86400000")
    int keepAliveMillis() default 30_000;
}
