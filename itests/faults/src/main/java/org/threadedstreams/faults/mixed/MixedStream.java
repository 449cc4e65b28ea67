package org.threadedstreams.faults.mixed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.client.BridgeClient;
import org.threadedstreams.faults.content.JournalCheck;
import org.threadedstreams.faults.content.Violation;
import org.threadedstreams.faults.peer.HubConnection;
import org.threadedstreams.faults.peer.HubPeer;
import org.threadedstreams.faults.stream.Await;
import org.threadedstreams.faults.stream.ErrorLog;
import org.threadedstreams.faults.stream.Requests;
import org.threadedstreams.faults.stream.StateWatch.State;
import org.threadedstreams.faults.stream.WriteRecord;
import org.threadedstreams.rig.Folders;

/**
 * One of very many streams. It has no thread of its own.
 *
 * <p>Safe for many threads.
 */
final class MixedStream {

    /** Two cores that do something else besides are slow, and slow is not lost. */
    static final Duration LIMIT = Duration.ofSeconds(240);

    /** A setting: writes time out soon. */
    static final String IMPATIENT = "writeTimeoutMillis = 3000";

    private static final int PING_BYTES = 64;

    private final String name;
    private final Way way;
    private final HubPeer peer;
    private final List<String> settings;
    private final Requests requests;
    private final JournalCheck journal;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean quiet;
    private volatile State latest = new State(Map.of());
    private @Nullable Observer observer;
    private @Nullable ErrorLog errors;

    /** A session that is open, and where it ends. */
    record Opening(long session, HubConnection connection) {}

    /**
     * @param settings for its file, beside what leads to the peer
     */
    MixedStream(String name, Way way, HubPeer peer, long seed, List<String> settings) {
        this.name = name;
        this.way = way;
        this.peer = peer;
        this.settings = settings;
        this.requests = new Requests(name, seed);
        this.journal = new JournalCheck(peer.content(), 0, 0);
    }

    String name() {
        return name;
    }

    Kind kind() {
        return way.kind();
    }

    Way way() {
        return way;
    }

    HubPeer peer() {
        return peer;
    }

    Requests requests() {
        return requests;
    }

    JournalCheck journal() {
        return journal;
    }

    Observer observer() {
        return Objects.requireNonNull(observer, "not attached");
    }

    ErrorLog errors() {
        return Objects.requireNonNull(errors, "not attached");
    }

    /** Whether its writes time out soon. */
    boolean isImpatient() {
        return settings.contains(IMPATIENT);
    }

    /** Whether its journal is lost with the process. */
    boolean inMemory() {
        return settings.contains("journal = memory");
    }

    // Its file.

    /** Writes its file with more settings than it has anyway. */
    void configure(Path home, String... more) throws IOException {
        List<String> lines = new ArrayList<>(way.configuration());
        lines.addAll(settings);
        lines.addAll(List.of(more));
        Folders.write(file(home), String.join("\n", lines) + "\n");
    }

    void remove(Path home) throws IOException {
        Files.delete(file(home));
    }

    private Path file(Path home) {
        return home.resolve("etc/stream-" + name + ".cfg");
    }

    // Who works with it.

    void attach(BridgeClient client) throws IOException, StreamException, InterruptedException {
        observer = new Observer(name, client, journal);
        errors = new ErrorLog(name, client);
        requests.use(client);
    }

    /** Reserves it for one fault; false if another has it. */
    boolean take() {
        return busy.compareAndSet(false, true);
    }

    void free() {
        busy.set(false);
    }

    boolean isBusy() {
        return busy.get();
    }

    /** Whether its peer is to send nothing more for now. */
    boolean isQuiet() {
        return quiet;
    }

    void quiet(boolean now) {
        quiet = now;
    }

    // Its state.

    synchronized void heard(State state) {
        latest = state;
        notifyAll();
    }

    State latest() {
        return latest;
    }

    boolean isOpen() {
        return latest.state().equals("open");
    }

    /** Waits for a state that is heard of. */
    synchronized void awaitState(String what, Predicate<State> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!wanted.test(latest)) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new Violation(name + " does not become " + what + "; it is " + latest.shape());
            }
            wait(left / 1_000_000 + 1);
        }
    }

    /** Waits until a session later than this one is open and takes a request. */
    long reopened(long before) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            awaitState(
                    "open in a later session than " + before,
                    state -> state.state().equals("open") && state.session() > before);
            WriteRecord outcome = write(PING_BYTES);
            if (outcome != null && outcome.succeeded() && outcome.session() > before) {
                return outcome.session();
            }
        }
        throw new Violation(name + ": no session later than " + before + " stays open");
    }

    private @Nullable WriteRecord write(int bytes) throws InterruptedException {
        int number = requests.write(bytes);
        requests.awaitReplies(number, LIMIT);
        return requests.outcome(number);
    }

    /** Finds out which connection the session that is open now has. */
    Opening opening() throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            awaitState("open", state -> state.state().equals("open"));
            int ping = requests.write(PING_BYTES);
            requests.awaitReplies(ping, LIMIT);
            WriteRecord outcome = requests.outcome(ping);
            if (outcome != null && outcome.succeeded()) {
                HubConnection connection =
                        Await.found(name + ": the peer has request " + ping, LIMIT, () -> peer.receiverOf(ping));
                return new Opening(outcome.session(), connection);
            }
        }
        throw new Violation(name + ": no session stays open");
    }

    /** Has its peer send nothing more, and waits until all that it sent is in the journal. */
    void settleInput() throws Exception {
        quiet = true;
        Await.found(name + ": all that its peer sent is in the journal; " + this, LIMIT, () -> {
            HubConnection now = peer.latest();
            return now == null || now.quiet() && journal.received(now.number()) >= now.sent()
                    ? Optional.of(true)
                    : Optional.empty();
        });
    }

    @Override
    public String toString() {
        return name + ", " + peer.latest() + ", journal at " + journal.next() + ", " + latest.shape();
    }
}
