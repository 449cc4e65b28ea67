package org.threadedstreams.transport.tcp;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.JksOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.TrustOptions;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.threadedstreams.api.InvalidOptionException;

/** What a stream's options say about TLS, in Vert.x's terms. The peer's certificate must always name the host. */
final class Tls {

    private Tls() {}

    static ClientSSLOptions clientOptions(TcpOptions options) {
        ClientSSLOptions tls = new ClientSSLOptions();
        tls.setHostnameVerificationAlgorithm("HTTPS");
        tls.setSslHandshakeTimeout(options.connectTimeoutMillis()).setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        if (!options.trustStore().isEmpty()) {
            tls.setTrustOptions(trust(options.trustStore(), options.trustStorePassword()));
        }
        if (!options.keyStore().isEmpty()) {
            tls.setKeyCertOptions(key(options.keyStore(), options.keyStorePassword()));
        }
        return tls;
    }

    private static TrustOptions trust(String path, String password) {
        return switch (ending(path)) {
            case "pem", "crt", "cer" -> new PemTrustOptions().addCertPath(path);
            case "p12", "pfx" -> new PfxOptions().setPath(path).setPassword(password);
            case "jks" -> new JksOptions().setPath(path).setPassword(password);
            default ->
                throw new InvalidOptionException(
                        "trustStore", "a file that ends in .pem, .crt, .cer, .p12, .pfx or .jks");
        };
    }

    private static KeyCertOptions key(String path, String password) {
        return switch (ending(path)) {
            case "pem" -> new PemKeyCertOptions().setKeyPath(path).setCertPath(path);
            case "p12", "pfx" -> new PfxOptions().setPath(path).setPassword(password);
            case "jks" -> new JksOptions().setPath(path).setPassword(password);
            default -> throw new InvalidOptionException("keyStore", "a file that ends in .pem, .p12, .pfx or .jks");
        };
    }

    private static String ending(String path) {
        return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
