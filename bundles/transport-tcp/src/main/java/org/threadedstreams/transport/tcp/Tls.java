package org.threadedstreams.transport.tcp;

import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.JksOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.TrustOptions;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.InvalidOptionException;

/**
 * What a stream's options say about TLS, for one opening of it. The peer's certificate must always name the host.
 *
 * <p>Immutable, but for what its {@link ClientCertificate} sees.
 */
final class Tls {

    private final @Nullable TrustOptions trust;
    private final @Nullable KeyCertOptions key;
    private final ClientCertificate certificate;

    Tls(TcpOptions options) {
        trust = options.trustStore().isEmpty() ? null : trust(options.trustStore(), options.trustStorePassword());
        key = options.keyStore().isEmpty() ? null : key(options.keyStore(), options.keyStorePassword());
        certificate = new ClientCertificate(key != null);
    }

    /** Whether the peer asked for a certificate, and what it was shown. */
    ClientCertificate certificate() {
        return certificate;
    }

    /**
     * Reads the stores, so that what was edited since the last opening counts. Blocks while it does.
     *
     * @throws StoreException naming the key whose file cannot be used
     */
    ClientSSLOptions read(Vertx vertx) throws StoreException {
        ClientSSLOptions tls = new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS");
        if (trust != null) {
            tls.setTrustOptions(read("trustStore", () -> TrustOptions.wrap(trust.getTrustManagerFactory(vertx))));
        }
        tls.setKeyCertOptions(read("keyStore", () -> KeyCertOptions.wrap(certificate.over(keys(vertx)))));
        return tls;
    }

    private @Nullable X509ExtendedKeyManager keys(Vertx vertx) throws Exception {
        if (key == null) {
            return null;
        }
        return Arrays.stream(key.getKeyManagerFactory(vertx).getKeyManagers())
                .filter(X509ExtendedKeyManager.class::isInstance)
                .map(X509ExtendedKeyManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private interface Reading<T> {
        T read() throws Exception;
    }

    private static <T> T read(String option, Reading<T> reading) throws StoreException {
        try {
            return reading.read();
        } catch (Exception e) {
            throw new StoreException(option, e);
        }
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
