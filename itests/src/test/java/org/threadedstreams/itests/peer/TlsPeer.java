package org.threadedstreams.itests.peer;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A TLS server on loopback that insists on a certificate. Its own is the only one that it trusts. */
public final class TlsPeer implements Peer {

    /** Of the store, and of the key in it. */
    public static final String PASSWORD = "q7VxZ2kWn9Tj4RbM-in-a-$tore";

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final BlockingQueue<Far> accepted = new LinkedBlockingQueue<>();
    private final Path store;
    private final SSLContext context = SSLContext.getInstance("TLS");

    /** @param folder which is not there yet */
    public TlsPeer(Path folder) throws Exception {
        store = Files.createDirectory(folder).resolve("store.p12");
        Tool.run(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "peer",
                "-keyalg",
                "EC",
                "-dname",
                "CN=peer",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("peer", keys.getCertificate("peer"));
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(certificates);
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        Thread acceptor = new Thread(this::acceptAll, "tls-peer");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** Its key and certificate, with which it also lets others in. */
    public Path store() {
        return store;
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                greet(server.accept());
            } catch (IOException refused) {
                // The test sees what the stream says of it.
                continue;
            }
        }
    }

    private void greet(Socket raw) throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(raw, "127.0.0.1", raw.getPort(), true);
        tls.setUseClientMode(false);
        tls.setNeedClientAuth(true);
        tls.startHandshake();
        accepted.add(new Far(tls.getInputStream(), tls.getOutputStream(), tls::close, () -> {
            raw.setSoLinger(true, 0);
            raw.close();
        }));
    }

    @Override
    public String[] configuration() {
        return configuration(server.getLocalPort());
    }

    @Override
    public String[] nowhere() {
        return configuration(TcpPeer.freePort());
    }

    private String[] configuration(int port) {
        return new String[] {
            "transport = tcp", "host = 127.0.0.1", "port = " + port, "tls = true", "trustStore = " + store
        };
    }

    @Override
    public Far accept() throws IOException {
        try {
            Far far = accepted.poll(60, TimeUnit.SECONDS);
            if (far == null) {
                throw new IOException("nobody connected");
            }
            return far;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
