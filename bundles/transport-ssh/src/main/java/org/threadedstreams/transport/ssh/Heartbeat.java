package org.threadedstreams.transport.ssh;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.kex.KexState;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * Finds out whether a host still lives. It is asked for a sign of life now and then, and taken for dead when nothing at
 * all has come from it for two to three intervals. While keys are renewed it must not be asked, and its silence counts
 * all the same. Data counts as a sign of life: over a slow line the answer waits behind what the host sent before.
 *
 * <p>Its beats come one at a time, on the client's event threads.
 */
final class Heartbeat {

    private static final int SILENT_BEATS = 2;
    private static final String REQUEST = "keepalive@openssh.com";

    private final ClientSession session;
    private final Duration interval;
    private final SharedClient shared;
    private final Consumer<String> dead;
    private volatile boolean asked;
    private long heard;
    private int silent;

    private Heartbeat(ClientSession session, Duration interval, SharedClient shared, Consumer<String> dead) {
        this.session = session;
        this.interval = interval;
        this.shared = shared;
        this.dead = dead;
    }

    /**
     * Watches a session until it closes.
     *
     * @param interval zero for not at all
     * @param dead told, once, in which words the host is taken for dead
     */
    static void watch(ClientSession session, Duration interval, SharedClient shared, Consumer<String> dead) {
        if (!interval.isZero()) {
            new Heartbeat(session, interval, shared, dead).next();
        }
    }

    private void next() {
        shared.after(interval, () -> shared.events().execute(this::beat));
    }

    private void beat() {
        if (!session.isOpen()) {
            return;
        }
        long now = HeardSocket.of(session).heard();
        silent = now == heard ? silent + 1 : 0;
        heard = now;
        boolean renewingKeys = session.getKexState() != KexState.DONE;
        if (silent == SILENT_BEATS) {
            dead.accept("the host is silent: nothing came for "
                    + interval.multipliedBy(SILENT_BEATS).toMillis() + " ms, "
                    + (renewingKeys ? "while keys were renewed" : "and no answer to a heartbeat"));
            return;
        }
        if (!renewingKeys && !asked) {
            ask();
        }
        next();
    }

    private void ask() {
        asked = true;
        Buffer request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
        request.putString(REQUEST);
        request.putBoolean(true);
        try {
            // Any answer will do, also that the host does not know the request.
            session.request(request, REQUEST, (code, answer) -> asked = false);
        } catch (IOException closing) {
            asked = false;
        }
    }
}
