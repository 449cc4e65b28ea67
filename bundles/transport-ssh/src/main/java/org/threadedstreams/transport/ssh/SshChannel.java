package org.threadedstreams.transport.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.sshd.client.channel.PtyCapableChannelSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.PtyChannelConfiguration;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.threads.ThreadUtils;

/**
 * The channel of a command or a shell, which tells whether the host started it and when the host is done with it.
 *
 * <p>The events come on MINA's threads, one at a time.
 */
final class SshChannel extends PtyCapableChannelSession implements SshReader.Window {

    /** What the host says about the channel. */
    interface Events {
        /** The command or the shell runs. */
        void started();

        /** The host does not start it. */
        void refused();

        /** The command or the shell has written something, which is the receiver's own from now on. */
        void received(ByteBuffer bytes);

        /** The host closed the channel, and everything that it sent has been read from the socket. */
        void closedByPeer();
    }

    private static final int DEFAULT_COLUMNS = 80;
    private static final int DEFAULT_LINES = 24;
    private static final String TERMINAL = "xterm";

    private final String command;
    private final Events events;
    private volatile boolean closedByPeer;

    SshChannel(String command, boolean pty, Events events) {
        super(pty, terminal(), null);
        this.command = command;
        this.events = events;
        setStreaming(Streaming.Async);
        setRedirectErrorStream(true);
    }

    boolean isClosedByPeer() {
        return closedByPeer;
    }

    @Override
    protected void doOpen() throws IOException {
        doOpenPty();
        Buffer request = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST);
        request.putUInt(getRecipient());
        request.putString(command.isEmpty() ? Channel.CHANNEL_SHELL : Channel.CHANNEL_EXEC);
        request.putBoolean(true);
        if (!command.isEmpty()) {
            request.putString(command);
        }
        writePacket(request);
        super.doOpen();
    }

    /** MINA's own streams would copy it twice more, and make a future of each piece. */
    @Override
    protected void doWriteData(byte[] data, int off, long len) {
        if (!isClosing()) {
            events.received(ByteBuffer.wrap(Arrays.copyOfRange(data, off, off + (int) len)));
        }
    }

    /** Standard error goes with the rest. */
    @Override
    protected void doWriteExtendedData(byte[] data, int off, long len) {
        doWriteData(data, off, len);
    }

    @Override
    public void release(long bytes) throws IOException {
        // MINA lets other threads wait while it renews its keys, but not those that it takes for its own.
        ThreadUtils.runAsInternal(bytes, count -> {
            getLocalWindow().release(count);
            return null;
        });
    }

    @Override
    public void broken(IOException e) {
        getSession().exceptionCaught(e);
    }

    @Override
    public void handleSuccess() {
        events.started();
    }

    @Override
    public void handleFailure() {
        events.refused();
    }

    @Override
    public void handleClose() throws IOException {
        closedByPeer = true;
        try {
            super.handleClose();
        } finally {
            events.closedByPeer();
        }
    }

    private static PtyChannelConfiguration terminal() {
        PtyChannelConfiguration terminal = new PtyChannelConfiguration();
        terminal.setPtyType(TERMINAL);
        terminal.setPtyColumns(DEFAULT_COLUMNS);
        terminal.setPtyLines(DEFAULT_LINES);
        return terminal;
    }
}
