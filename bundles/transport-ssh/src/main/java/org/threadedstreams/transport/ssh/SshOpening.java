package org.threadedstreams.transport.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.session.ConnectionService;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamEnd;

/**
 * One attempt to come from a target to a running command: name, socket, host key, log-in, channel.
 *
 * <p>Its steps run where the one before ended: on the client's opening threads, then on MINA's. Safe from any thread.
 */
final class SshOpening implements SshChannel.Events, Dialing.Outcome {

    /**
     * Told on any thread: {@code opened} or {@code failed} once, and {@code closedByPeer} after {@code opened}. What is {@code received}
     * may come before that.
     */
    interface Outcome {
        void opened(ClientSession session, SshChannel channel);

        void received(ByteBuffer bytes);

        void failed(StreamEnd end);

        void closedByPeer();
    }

    static final AttributeRepository.AttributeKey<SshOpening> KEY = new AttributeRepository.AttributeKey<>();

    private final SshTarget target;
    private final SharedClient shared;
    private final Outcome outcome;
    private final HostKeyJudge judge;
    private final Dialing dialing;
    private final AtomicBoolean decided = new AtomicBoolean();
    private final AtomicReference<@Nullable String> firstLine = new AtomicReference<>();
    private final AtomicReference<@Nullable String> lastWords = new AtomicReference<>();
    private volatile String phase = "looking up the host's name";
    private volatile List<String> knownKeyTypes = List.of();
    private volatile @Nullable KeyPair identity;
    private volatile @Nullable HostKey hostKey;
    private volatile @Nullable Future<?> timeout;
    private volatile @Nullable ClientSession session;
    private volatile @Nullable SshChannel channel;

    SshOpening(SshTarget target, SharedClient shared, Outcome outcome) {
        this.target = target;
        this.shared = shared;
        this.outcome = outcome;
        this.judge = new HostKeyJudge(target);
        this.dialing = new Dialing(target, shared, AttributeRepository.ofKeyValuePair(KEY, this), this);
    }

    /** The opening that a session comes from. */
    static SshOpening of(ClientSession session) {
        return Objects.requireNonNull(session.getConnectionContext().getAttribute(KEY), "a session of ours");
    }

    void start() {
        timeout = shared.after(target.connectTimeout(), this::timedOut);
        shared.openings().execute(this::begin);
    }

    /** Gives up, unless the outcome is known already. Nothing is told. */
    boolean cancel() {
        boolean first = decided.compareAndSet(false, true);
        if (first) {
            release();
        }
        return first;
    }

    /** The first thing that was said about why the session ended. */
    Optional<String> lastWords() {
        return Optional.ofNullable(lastWords.get());
    }

    /** What a server says before it says that it is one, or instead. */
    void said(String line) {
        if (!line.isBlank()) {
            firstLine.compareAndSet(null, Reasons.quoted(line));
        }
    }

    void heard(String words) {
        lastWords.compareAndSet(null, words);
    }

    // Name and socket

    private void begin() {
        try {
            SshClient client = shared.client();
            if (target.hostKeyCheck() != HostKeyCheck.OFF) {
                knownKeyTypes = judge.knownTypes();
            }
            if (target.identity() != null) {
                identity = shared.identities().read(target.identity(), target.identityPassphrase());
            }
            dialing.start(client);
        } catch (UnusableFileException e) {
            fail(Reasons.of(e), e.remedy());
        } catch (IOException e) {
            fail("failed while " + phase + ": " + Reasons.of(e), Reasons.remedy(e));
        } catch (IllegalStateException e) {
            fail(new StreamEnd(StreamCode.TRANSPORT_GONE, target.address() + ": " + Reasons.of(e)));
        } catch (RuntimeException | LinkageError e) {
            fail("failed while " + phase + ": " + e, "check the configuration");
        }
    }

    @Override
    public void trying(InetAddress address) {
        session = null;
        phase = "connecting to " + address.getHostAddress();
    }

    @Override
    public void unreachable(String why, String remedy) {
        ClientSession made = session;
        if (made == null) {
            fail(why, remedy);
        } else {
            // It was connected, and closed so soon that MINA does not know it any more.
            lost(made, null);
        }
    }

    @Override
    public void connected(ClientSession connected) {
        session = connected;
        try {
            logIn(connected);
        } catch (IOException | RuntimeException e) {
            lost(connected, e);
        }
    }

    // The session comes up

    void created(ClientSession made) {
        session = made;
        phase = "waiting for the host to identify itself";
        made.setSignatureFactories(HostKeyTypes.inOrder(knownKeyTypes));
        made.setUserInteraction(new PasswordPrompt(target.password()));
        if (decided.get()) {
            release();
        }
    }

    void identified() {
        phase = "agreeing on keys";
    }

    /** Whether the host key is the host's. Asked again at each re-keying, which must not bring another key. */
    boolean accepts(PublicKey key) {
        HostKey offered = HostKey.of(key);
        HostKey before = hostKey;
        if (before != null) {
            return before.equals(offered);
        }
        Optional<StreamEnd> objection = judge.objection(offered);
        objection.ifPresentOrElse(this::fail, () -> hostKey = offered);
        return objection.isEmpty();
    }

    void keysAgreed() {
        phase = "logging in";
    }

    // Log-in

    private void logIn(ClientSession connected) throws IOException {
        if (identity != null) {
            connected.addPublicKeyIdentity(identity);
        }
        if (!target.password().isEmpty()) {
            connected.addPasswordIdentity(target.password());
        }
        connected.addCloseFutureListener(closed -> lost(connected, null));
        connected.auth().addListener(done -> {
            if (done.isSuccess()) {
                openChannel(connected);
            } else if (isRefusedLogIn(done.getException())) {
                logInRefused(connected);
            } else {
                lost(connected, done.getException());
            }
        });
    }

    private static boolean isRefusedLogIn(@Nullable Throwable cause) {
        return cause instanceof SshException e
                && e.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE;
    }

    private void logInRefused(ClientSession refused) {
        List<String> offered = LoginServiceFactory.offeredMethods(refused);
        String tried = (identity == null ? "" : ", identity " + target.identity())
                + (target.password().isEmpty() ? "" : ", password");
        fail(
                "authentication failed for user " + target.username() + ": the host takes "
                        + (offered.isEmpty() ? "no method" : String.join(", ", offered)) + "; tried: "
                        + (tried.isEmpty() ? "nothing, as neither identity nor password is given" : tried.substring(2)),
                "check username and identity or password, and what the host's log says");
    }

    private void lost(ClientSession lost, @Nullable Throwable cause) {
        String words = firstLine.get();
        boolean identified = lost.getServerVersion() != null;
        String reason = words != null && !identified
                ? "instead it says: " + words
                : lastWords()
                        .orElseGet(() -> cause == null || lost.isClosing()
                                ? "the host closed the connection"
                                : Reasons.of(cause));
        fail(
                "failed while " + phase + ": " + reason,
                identified ? "see what the host's log says" : notIdentified(words));
    }

    private static String notIdentified(@Nullable String words) {
        if (words == null || words.contains("MaxStartups")) {
            return "if it is an SSH server, it takes no more log-ins at once (MaxStartups in its sshd_config), or none"
                    + " from here; else check host and port";
        }
        return "check that host and port are those of an SSH server";
    }

    // Channel

    private void openChannel(ClientSession loggedIn) {
        phase = target.command().isEmpty() ? "starting a shell" : "starting the command";
        SshChannel opening = new SshChannel(target.command(), target.pty(), this);
        channel = opening;
        try {
            loggedIn.getService(ConnectionService.class).registerChannel(opening);
            opening.open().addListener(done -> {
                if (!done.isOpened()) {
                    fail(
                            "the host opens no session: " + Reasons.of(done.getException()),
                            "see what the host's log says");
                }
            });
        } catch (IOException | RuntimeException e) {
            lost(loggedIn, e);
        }
    }

    @Override
    public void started() {
        if (decided.compareAndSet(false, true)) {
            stopTimer();
            outcome.opened(Objects.requireNonNull(session), Objects.requireNonNull(channel));
        }
    }

    @Override
    public void received(ByteBuffer bytes) {
        outcome.received(bytes);
    }

    @Override
    public void refused() {
        fail(
                target.command().isEmpty() ? "the host starts no shell" : "the host does not start the command",
                "check what the account may do, and what the host's log says");
    }

    @Override
    public void closedByPeer() {
        if (decided.get()) {
            outcome.closedByPeer();
        } else {
            fail("the host closed the channel while " + phase, "see what the host's log says");
        }
    }

    // Failure

    private void timedOut() {
        fail(
                "timeout after " + target.connectTimeout().toMillis() + " ms while " + phase,
                "check that host and port are those of an SSH server, or raise connectTimeoutMillis");
    }

    private void fail(String what, String remedy) {
        fail(new StreamEnd(StreamCode.CONNECT_FAILED, target.address() + ": " + what, remedy));
    }

    private void fail(StreamEnd end) {
        if (cancel()) {
            outcome.failed(end);
        }
    }

    private void release() {
        stopTimer();
        dialing.cancel();
        ClientSession open = session;
        if (open != null) {
            // Not from inside one of its own callbacks: a refused host key is still to be told to the host.
            shared.after(Duration.ZERO, () -> open.close(true));
        }
    }

    private void stopTimer() {
        Future<?> running = timeout;
        if (running != null) {
            running.cancel(false);
        }
    }
}
