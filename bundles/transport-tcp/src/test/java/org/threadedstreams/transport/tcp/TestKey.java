package org.threadedstreams.transport.tcp;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.threadedstreams.testkit.secrets.Planted;

/** A key with a self-signed certificate, made by the JDK's keytool, and the files that hold either. */
record TestKey(Path folder, String name, KeyStore store) {

    static final String PASSWORD = Planted.word("-with-$igns");

    /**
     * @param subjectAltName as keytool has it, such as {@code ip:127.0.0.1}
     */
    static TestKey make(Path folder, String name, String subjectAltName) throws Exception {
        Path p12 = folder.resolve(name + "-key.p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=" + subjectAltName,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        p12.toString(),
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes());
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IllegalStateException("keytool failed: " + said);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(p12)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return new TestKey(folder, name, store);
    }

    /** Key and certificate, as PKCS12. */
    Path keyP12() {
        return folder.resolve(name + "-key.p12");
    }

    /** Key and certificate, as PEM. */
    Path keyPem() throws GeneralSecurityException, IOException {
        byte[] key = store.getKey(name, PASSWORD.toCharArray()).getEncoded();
        return Files.writeString(folder.resolve(name + "-key.pem"), pem("PRIVATE KEY", key) + certificate());
    }

    /** The certificate alone, as PEM. */
    Path trustPem() throws GeneralSecurityException, IOException {
        return Files.writeString(folder.resolve(name + "-trust.pem"), certificate());
    }

    /** The certificate alone, in a store of the given type. */
    Path trustStore(String type, String ending) throws GeneralSecurityException, IOException {
        KeyStore trust = KeyStore.getInstance(type);
        trust.load(null, null);
        trust.setCertificateEntry(name, store.getCertificate(name));
        Path file = folder.resolve(name + "-trust." + ending);
        try (var out = Files.newOutputStream(file)) {
            trust.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private String certificate() throws GeneralSecurityException {
        return pem("CERTIFICATE", store.getCertificate(name).getEncoded());
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + what
                + "-----\n";
    }

    /** A server's TLS with this key. */
    TcpPeer.Layer server() throws GeneralSecurityException {
        return server(null);
    }

    /**
     * A server's TLS with this key.
     *
     * @param client whose certificate clients must show, or null
     */
    TcpPeer.Layer server(TestKey client) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), client == null ? null : trusting(client), null);
        return accepted -> {
            SSLSocket socket = (SSLSocket) context.getSocketFactory()
                    .createSocket(accepted, accepted.getInetAddress().getHostAddress(), accepted.getPort(), true);
            socket.setUseClientMode(false);
            socket.setNeedClientAuth(client != null);
            socket.startHandshake();
            return (Socket) socket;
        };
    }

    private static javax.net.ssl.TrustManager[] trusting(TestKey client) throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        try {
            KeyStore only = KeyStore.getInstance("PKCS12");
            only.load(null, null);
            only.setCertificateEntry("client", client.store().getCertificate(client.name()));
            trust.init(only);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        return trust.getTrustManagers();
    }
}
