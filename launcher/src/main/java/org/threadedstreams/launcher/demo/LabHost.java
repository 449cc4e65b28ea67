package org.threadedstreams.launcher.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;

/**
 * A host in a lab, reached by SSH: a shell with a test script that takes a while, and a firmware loader that never gets
 * to the end.
 *
 * <p>Safe for many threads.
 */
final class LabHost implements AutoCloseable {

    static final String USER = "demo";

    private final SshServer server;
    private final KeyPair hostKey;

    private LabHost(SshServer server, KeyPair hostKey) {
        this.server = server;
        this.hostKey = hostKey;
    }

    /**
     * Starts to listen on loopback.
     *
     * @param port 0 for any free one
     * @param hostKeyFile the host's key, made if missing
     */
    static LabHost start(int port, Path hostKeyFile, String password) throws IOException, GeneralSecurityException {
        SimpleGeneratorHostKeyProvider keys = new SimpleGeneratorHostKeyProvider(hostKeyFile);
        keys.setAlgorithm("EC");
        keys.setKeySize(256);
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.setPort(port);
        server.setKeyPairProvider(keys);
        server.setPasswordAuthenticator((user, given, session) -> USER.equals(user)
                && MessageDigest.isEqual(
                        password.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8)));
        server.setShellFactory(channel -> new LabShell());
        server.setCommandFactory((channel, command) -> new FirmwareLoader(channel.getSession()));
        // A small window, so that the loader can fall behind within a few kilobytes.
        CoreModuleProperties.WINDOW_SIZE.set(server, FirmwareLoader.WINDOW_BYTES);
        CoreModuleProperties.MAX_PACKET_SIZE.set(server, FirmwareLoader.WINDOW_BYTES);
        server.start();
        KeyPair hostKey = keys.loadKey(null, KeyPairProvider.ECDSA_SHA2_NISTP256);
        return new LabHost(server, hostKey);
    }

    int port() {
        return server.getPort();
    }

    /** The line for a known_hosts file. */
    String knownHostsLine() {
        return "[" + InetAddress.getLoopbackAddress().getHostAddress() + "]:" + port() + " "
                + PublicKeyEntry.toString(hostKey.getPublic());
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
