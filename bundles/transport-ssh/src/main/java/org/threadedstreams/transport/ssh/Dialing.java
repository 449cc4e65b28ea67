package org.threadedstreams.transport.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntry;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.jspecify.annotations.Nullable;

/**
 * Looks up a host's addresses and tries them in turn until a socket is connected. An address that does not answer has
 * its share of the time, and leaves the rest to those after it.
 *
 * <p>Safe from any thread. Its outcome is told on the client's threads.
 */
final class Dialing {

    /** Told one at a time; nothing after {@code connected} or {@code unreachable}. */
    interface Outcome {
        void trying(InetAddress address);

        void connected(ClientSession session);

        void unreachable(String why, String remedy);
    }

    private final SshTarget target;
    private final SharedClient shared;
    private final AttributeRepository context;
    private final Outcome outcome;
    private final long deadline;
    private final List<String> failures = new ArrayList<>();
    private volatile boolean cancelled;
    private volatile @Nullable ConnectFuture connecting;

    /**
     * @param context what the session can be asked for
     */
    Dialing(SshTarget target, SharedClient shared, AttributeRepository context, Outcome outcome) {
        this.target = target;
        this.shared = shared;
        this.context = context;
        this.outcome = outcome;
        this.deadline = System.nanoTime() + target.connectTimeout().toNanos();
    }

    /** Begins. Blocks while the name is looked up. */
    void start(SshClient client) throws IOException {
        try {
            connect(client, shared.addresses(target.host()), 0);
        } catch (UnknownHostException e) {
            outcome.unreachable("host not found: " + Reasons.of(e), "check host, and the name servers of this machine");
        }
    }

    /** Gives up. Closes what is connected by now, or will be. */
    void cancel() {
        cancelled = true;
        ConnectFuture connect = connecting;
        if (connect != null) {
            connect.cancel();
        }
    }

    private void connect(SshClient client, List<InetAddress> addresses, int index) throws IOException {
        if (cancelled) {
            return;
        }
        InetAddress address = addresses.get(index);
        outcome.trying(address);
        HostConfigEntry host = new HostConfigEntry("", address.getHostAddress(), target.port(), target.username());
        ConnectFuture connect = client.connect(host, context, null);
        connecting = connect;
        Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        Future<?> patience = shared.after(left.dividedBy(addresses.size() - index), connect::cancel);
        connect.addListener(done -> {
            patience.cancel(false);
            answered(client, addresses, index, done);
        });
        if (cancelled) {
            connect.cancel();
        }
    }

    private void answered(SshClient client, List<InetAddress> addresses, int index, ConnectFuture done) {
        if (done.isConnected()) {
            outcome.connected(done.getSession());
            return;
        }
        Throwable cause = done.getException();
        String why = done.isCanceled() ? "no answer" : Reasons.of(cause);
        failures.add(addresses.size() == 1 ? why : addresses.get(index).getHostAddress() + ": " + why);
        if (index + 1 < addresses.size()) {
            try {
                connect(client, addresses, index + 1);
            } catch (IOException | RuntimeException e) {
                outcome.unreachable("cannot connect: " + Reasons.of(e), Reasons.remedy(e));
            }
        } else if (!done.isCanceled()) {
            outcome.unreachable("cannot connect: " + String.join("; ", failures), Reasons.remedy(cause));
        }
    }
}
