package org.threadedstreams.transport.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.threadedstreams.testkit.Peer;
import org.threadedstreams.testkit.PeerConnection;
import org.threadedstreams.testkit.Target;

/** A command on a real OpenSSH server that passes its input and output on to a socket of the test's. */
final class RelayPeer implements Peer {

    private static final int RECEIVE_BUFFER_BYTES = 64 * 1024;

    private final OpenSshServer server;
    private final ServerSocket relay = new ServerSocket();
    private final ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int nowhere = OpenSshServer.freePort();
    private final Path pidFile;
    private final List<PeerConnection> accepted = new ArrayList<>();

    RelayPeer(OpenSshServer server) throws IOException {
        OpenSshServer.assumeExecutable(Path.of("/usr/bin/socat"), "socat");
        this.server = server;
        // A buffer that the system enlarges by and by takes more bytes long after it seemed full.
        relay.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        relay.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        this.pidFile = server.folder().resolve("relay-" + relay.getLocalPort() + ".pid");
    }

    @Override
    public Target target() {
        return server.target(
                "echo $PPID > " + pidFile + "; exec socat - TCP:127.0.0.1:" + relay.getLocalPort() + ",sndbuf=65536");
    }

    @Override
    public Target nowhere() {
        return new Target(
                server.target("", Map.of("port", String.valueOf(nowhere))).options(), "127.0.0.1:" + nowhere);
    }

    @Override
    public Optional<Target> neverOpens() {
        Map<String, Object> options =
                Map.of("port", String.valueOf(silent.getLocalPort()), "connectTimeoutMillis", "60000");
        return Optional.of(new Target(server.target("", options).options(), "127.0.0.1:" + silent.getLocalPort()));
    }

    @Override
    public PeerConnection accept(Duration timeout) throws IOException {
        relay.setSoTimeout(Math.toIntExact(timeout.toMillis()));
        Socket socket = relay.accept();
        socket.setTcpNoDelay(true);
        long session = Long.parseLong(Files.readString(pidFile).strip());
        PeerConnection connection = new RelayConnection(socket, session);
        accepted.add(connection);
        return connection;
    }

    @Override
    public void close() throws IOException {
        for (PeerConnection connection : accepted) {
            connection.close();
        }
        relay.close();
        silent.close();
    }

    private record RelayConnection(Socket socket, long session) implements PeerConnection {

        @Override
        public InputStream input() {
            try {
                return socket.getInputStream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public OutputStream output() {
            try {
                return socket.getOutputStream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void end() throws IOException {
            socket.shutdownOutput();
        }

        /** Kills the server's process for this session. */
        @Override
        public void breakOff() {
            ProcessHandle.of(session).ifPresent(ProcessHandle::destroyForcibly);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
