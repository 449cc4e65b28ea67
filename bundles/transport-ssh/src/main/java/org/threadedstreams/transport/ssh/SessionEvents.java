package org.threadedstreams.transport.ssh;

import java.util.List;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/** Passes what happens to a session on to the {@link SshOpening} that it came from. Called on MINA's threads. */
final class SessionEvents implements SessionListener {

    @Override
    public void sessionCreated(Session session) {
        SshOpening.of((ClientSession) session).created((ClientSession) session);
    }

    @Override
    public void sessionPeerIdentificationLine(Session session, String line, List<String> before) {
        if (!line.startsWith("SSH-")) {
            SshOpening.of((ClientSession) session).said(line);
        }
    }

    @Override
    public void sessionPeerIdentificationReceived(Session session, String version, List<String> extraLines) {
        SshOpening.of((ClientSession) session).identified();
    }

    @Override
    public void sessionEvent(Session session, Event event) {
        if (event == Event.KeyEstablished) {
            SshOpening.of((ClientSession) session).keysAgreed();
        }
    }

    @Override
    public void sessionException(Session session, Throwable cause) {
        // What fails because the session is closing is no reason for it.
        if (!session.isClosing()) {
            SshOpening.of((ClientSession) session).heard(Reasons.of(cause));
        }
    }

    @Override
    public void sessionDisconnect(Session session, int code, String message, String language, boolean byUs) {
        if (!byUs) {
            SshOpening.of((ClientSession) session).heard("the host says: " + Reasons.quoted(message));
        }
    }
}
