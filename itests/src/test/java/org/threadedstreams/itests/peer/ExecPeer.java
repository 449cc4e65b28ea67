package org.threadedstreams.itests.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import org.threadedstreams.api.StreamCode;

/** A process, {@code socat}, whose input and output come from and go to a socket here. */
public final class ExecPeer implements Peer {

    private static final int ACCEPT_MILLIS = 60_000;

    private final String program = Tool.path("socat", "socat");
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Deque<Socket> accepted = new ArrayDeque<>();

    public ExecPeer() throws IOException {
        server.setSoTimeout(ACCEPT_MILLIS);
    }

    @Override
    public String[] configuration() {
        return configuration(
                "exec " + program + " -t 0.1 -b 65536 - TCP:127.0.0.1:" + server.getLocalPort() + " 2> /dev/null");
    }

    @Override
    public String[] nowhere() {
        return new String[] {"transport = exec", "command = cat", "directory = /no/such/folder"};
    }

    /** What a stream's file must have to run that. */
    public static String[] configuration(String command) {
        return new String[] {"transport = exec", "command = " + command};
    }

    @Override
    public Far accept() throws IOException {
        Socket socket = server.accept();
        accepted.add(socket);
        return new Far(socket.getInputStream(), socket.getOutputStream(), socket::shutdownOutput, socket::close);
    }

    /** However it ends, {@code socat} exits. */
    @Override
    public StreamCode[] endCodes() {
        return new StreamCode[] {StreamCode.END_OF_STREAM, StreamCode.WRITE_FAILED};
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : accepted) {
            socket.close();
        }
    }
}
