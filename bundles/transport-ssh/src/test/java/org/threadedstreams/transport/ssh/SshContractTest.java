package org.threadedstreams.transport.ssh;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.threadedstreams.api.StreamProvider;
import org.threadedstreams.testkit.Peer;
import org.threadedstreams.testkit.StreamProviderContract;

/** What every transport does, done by SSH against OpenSSH's own server. */
class SshContractTest extends StreamProviderContract {

    private static OpenSshServer server;

    private SshStreamProvider provider;

    @BeforeAll
    static void startServer() throws Exception {
        server = OpenSshServer.start("ed25519");
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected StreamProvider<?> provider() {
        provider = new SshStreamProvider();
        return provider;
    }

    @Override
    protected Peer startPeer() throws Exception {
        return new RelayPeer(server);
    }

    /** Several processes stand between the two ends, and on a busy machine each takes its time. */
    @Override
    protected Duration quiet() {
        return Duration.ofSeconds(1);
    }

    /** Each race starts five processes on the host. */
    @Override
    protected int races() {
        return 40;
    }

    @AfterEach
    void stopProvider() {
        provider.deactivate();
    }
}
