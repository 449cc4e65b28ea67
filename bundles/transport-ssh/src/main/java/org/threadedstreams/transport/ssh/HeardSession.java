package org.threadedstreams.transport.ssh;

import org.apache.sshd.client.ClientFactoryManager;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.Readable;

/** A session that counts how often something came from the host, whatever it was. */
final class HeardSession extends ClientSessionImpl {

    private volatile long heard;

    HeardSession(ClientFactoryManager client, IoSession socket) throws Exception {
        super(client, socket);
    }

    /** Safe from any thread. */
    long heard() {
        return heard;
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // MINA has one read of a socket outstanding.
    public void messageReceived(Readable bytes) throws Exception {
        heard++;
        super.messageReceived(bytes);
    }
}
