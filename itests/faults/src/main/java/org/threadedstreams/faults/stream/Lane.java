package org.threadedstreams.faults.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.client.BridgeClient;
import org.threadedstreams.client.BridgeMessage;
import org.threadedstreams.faults.content.JournalCheck;
import org.threadedstreams.faults.content.Violation;
import org.threadedstreams.faults.peer.PeerConnection;
import org.threadedstreams.faults.peer.Route;
import org.threadedstreams.faults.stream.StateWatch.State;
import org.threadedstreams.rig.Folders;
import org.threadedstreams.rig.GatewayProcess;

/**
 * One stream with its peer, its writer and its consumer: what a fault strikes, and what judges the outcome.
 *
 * <p>For one thread.
 */
public final class Lane implements AutoCloseable {

    private static final int MOST_READ_BYTES = 300_000;
    private static final int MOST_WRITTEN_BYTES = 150_000;
    private static final int FLOOD_BYTES = 1_500_000;
    private static final int MOST_AGAIN_BYTES = 200_000;
    private static final int PING_BYTES = 64;

    /** Reconnecting soon; lines would only cost; everything is kept, so that all of it can be compared again. */
    private static final List<String> COMMON_SETTINGS = List.of(
            "reconnectMinMillis = 20", "reconnectMaxMillis = 300", "lines = false", "journalMaxBytes = 1073741824");

    private final String stream;
    private final GatewayProcess gateway;
    private final Route route;
    private final Writer writer;
    private final OutputLedger outputs;
    private final List<String> settings;

    private @Nullable Attached attached;
    private @Nullable PeerConnection connection;
    private long session;
    private long sessionsBefore;
    private int judgedConnection;

    /** What lasts as long as the gateway does. */
    private record Attached(
            BridgeClient client,
            StateWatch states,
            ErrorLog errors,
            String journalId,
            JournalCheck journal,
            Consumer consumer,
            HandleReader handle,
            long journalBase,
            int writesBefore) {}

    /**
     * @param settings for its file, beside what leads to the peer
     */
    public Lane(String stream, long seed, GatewayProcess gateway, Route route, List<String> settings) {
        this.stream = stream;
        this.gateway = gateway;
        this.route = route;
        this.settings = settings;
        this.writer = new Writer(stream, seed);
        this.outputs = new OutputLedger(writer.requests());
    }

    public String stream() {
        return stream;
    }

    public GatewayProcess gateway() {
        return gateway;
    }

    public Route route() {
        return route;
    }

    public Writer writer() {
        return writer;
    }

    public StateWatch states() {
        return attached().states();
    }

    public JournalCheck journal() {
        return attached().journal();
    }

    public BridgeClient client() {
        return attached().client();
    }

    /** The connection of the session that is open, or was. */
    public PeerConnection connection() {
        PeerConnection now = connection;
        if (now == null) {
            throw new IllegalStateException("no connection yet");
        }
        return now;
    }

    public long session() {
        return session;
    }

    private Attached attached() {
        Attached now = attached;
        if (now == null) {
            throw new IllegalStateException("not attached to a gateway");
        }
        return now;
    }

    private Path file() {
        return gateway.home().resolve("etc").resolve("stream-" + stream + ".cfg");
    }

    // Its life.

    /** Writes its file with more settings than it has anyway. */
    public void configure(String... more) throws IOException {
        List<String> lines = new ArrayList<>(route.configuration());
        COMMON_SETTINGS.stream().filter(line -> !isSet(line)).forEach(lines::add);
        lines.addAll(settings);
        lines.addAll(List.of(more));
        Folders.write(file(), String.join("\n", lines) + "\n");
    }

    private boolean isSet(String line) {
        String key = line.substring(0, line.indexOf('=') + 1);
        return settings.stream().anyMatch(own -> own.startsWith(key));
    }

    /** Deletes its file. */
    public void remove() throws IOException {
        Files.delete(file());
    }

    /** Configures it in a gateway that runs, and waits until it is open. */
    public void open() throws Exception {
        configure();
        attach();
        establish();
    }

    /** Connects to a gateway that has just been started. */
    public void attach() throws Exception {
        BridgeClient client = gateway.connect();
        State state = Await.found(stream + " is known", Await.LIMIT, () -> known(client));
        String id = state.text("journal");
        JournalCheck journal = journal(id);
        StateWatch states = new StateWatch(stream, client);
        ErrorLog errors = new ErrorLog(stream, client);
        Consumer consumer = new Consumer(stream, client, journal, id);
        HandleReader handle = new HandleReader(stream, gateway.home(), journal, handleFrom(journal));
        State now = states.now();
        attached = new Attached(
                client,
                states,
                errors,
                id,
                journal,
                consumer,
                handle,
                now.end() - now.number("readBytes"),
                writer.requests().last());
        sessionsBefore = Math.max(0, now.session() - 1);
        consumer.fetchTo(now.end());
        writer.use(client, states);
    }

    /** A new handle goes on where the one before stood. */
    private long handleFrom(JournalCheck journal) {
        Attached before = attached;
        return before != null && before.journal() == journal ? before.handle().position() : 0;
    }

    /** Before its file was read it is closed, and has no journal yet. */
    private Optional<State> known(BridgeClient client) throws Exception {
        Object states = client.request(Addresses.LIST, Map.of(), Map.of(), Await.LIMIT)
                .get()
                .body();
        for (Object shape : states instanceof List<?> list ? list : List.of()) {
            if (shape instanceof Map<?, ?> map && stream.equals(map.get("stream"))) {
                return Optional.of(new State(map))
                        .filter(state -> !state.state().equals("closed"));
            }
        }
        return Optional.empty();
    }

    /** The same judge where the journal's id promises the same bytes, else one that begins anew. */
    private JournalCheck journal(String id) {
        Attached before = attached;
        // Before its first byte a journal is not on disk yet.
        if (before != null
                && Gaps.onDisk(before.journalId())
                && before.journal().bytes() > 0) {
            if (!before.journalId().equals(id)) {
                throw new Violation(
                        before.journal().bytes(), "the journal was " + before.journalId() + " and now is " + id);
            }
            return before.journal();
        }
        return new JournalCheck(
                route.peer().content(), 0, before == null ? 0 : connection().number());
    }

    /** The gateway is about to be killed. */
    public void expectDeath() {
        writer.expectDeath();
        attached().handle().expectDeath();
    }

    /** Lets go of a gateway that is dead. */
    public void detach() throws Exception {
        attached().client().close();
        attached().consumer().close();
        attached().handle().close();
        writer.requests().awaitReplies(Await.LIMIT);
    }

    // Its sessions.

    /** Waits for a session later than the present one, and finds the connection that it has. */
    public void establish() throws Exception {
        long before = sessionsBefore;
        long deadline = System.nanoTime() + Await.LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            states().await(
                            "open in a later session than " + before,
                            state -> state.state().equals("open") && state.session() > before,
                            Await.LIMIT);
            int ping = writer.write(PING_BYTES);
            writer.requests().awaitReplies(ping, Await.LIMIT);
            WriteRecord outcome = writer.requests().outcome(ping);
            if (outcome != null && outcome.succeeded() && outcome.session() > before) {
                connection = Await.found(
                        "the peer has request " + ping,
                        Await.LIMIT,
                        () -> route.peer().receiverOf(ping));
                session = outcome.session();
                sessionsBefore = session;
                return;
            }
        }
        throw new Violation("no session later than " + before + " stays open");
    }

    /**
     * Waits for the session to be over and another to be open, and judges the one that is over.
     *
     * @param codes one of which an error event must have; empty: none has to be
     */
    public void reconnected(Set<String> codes) throws Exception {
        PeerConnection over = connection();
        long ended = session;
        if (!codes.isEmpty()) {
            awaitError(codes);
        }
        establish();
        writer.stop();
        writer.requests().awaitReplies(Await.LIMIT);
        judge(over, ended);
    }

    /** Waits for the error event that tells of the present session's end. */
    public void awaitError(Set<String> codes) throws InterruptedException {
        attached().errors().await(session, codes, Await.LIMIT);
    }

    /** How many error events there were so far. */
    public int errors() {
        return attached().errors().count();
    }

    /** Whether there was an error event since, with one of the codes. */
    public boolean hasError(int since, Set<String> codes) {
        return attached().errors().has(since, codes);
    }

    /** Waits until the journal is on disk again. */
    public void awaitDisk() throws Exception {
        Await.until(
                stream + " is journaled on disk",
                () -> Gaps.onDisk(states().now().text("journal")));
    }

    /** Asks for an operation, such as {@code reconnect}. */
    public void control(String op) throws Exception {
        request(Verb.CONTROL, Map.of("op", op));
    }

    private BridgeMessage request(Verb verb, Object body) throws Exception {
        try {
            return client().request(verb.of(stream), body, Map.of(), Await.LIMIT)
                    .get(2 * Await.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new Violation(verb + " " + body + " fails: " + e.getCause());
        }
    }

    // Its traffic.

    /** Has bytes go both ways, and returns while they do. */
    public void pour(Random random) throws Exception {
        route.peer().greetWith(route.speaksFirst() ? random.nextInt(20_000) : 0);
        PeerConnection now = connection();
        long before = now.sent();
        long target = now.allow(1 + random.nextInt(MOST_READ_BYTES));
        writer.allow(random.nextInt(MOST_WRITTEN_BYTES));
        long sent = before + (long) (random.nextDouble() * (target - before));
        long received = before + (long) (random.nextDouble() * (sent - before));
        now.awaitSent(sent, Await.LIMIT);
        Await.until(
                received + " bytes of " + now + " are in the journal",
                () -> journal().received(now.number()) >= received);
    }

    /** Has so many bytes come that nobody can keep them in a small buffer. */
    public void flood(Random random) {
        connection().allow(FLOOD_BYTES + random.nextInt(FLOOD_BYTES));
    }

    /** Waits until so many bytes more have come. */
    public void awaitMore(long bytes) throws InterruptedException {
        journal().await(journal().next() + bytes, Await.LIMIT);
    }

    /** Waits until all that was to go has gone. */
    public void settle() throws Exception {
        PeerConnection now = connection();
        now.awaitSent(now.allow(0), Await.LIMIT);
        writer.awaitIdle(Await.LIMIT);
        Await.until(
                "all bytes of " + now + " are in the journal", () -> journal().received(now.number()) >= now.sent());
    }

    // Judgement.

    /** Judges a connection that is over, and all that the gateway says of the stream. */
    private void judge(PeerConnection over, long ended) throws Exception {
        long end = states().now().end();
        journal().await(end, Await.LIMIT);
        attached().handle().await(end);
        for (PeerConnection one : route.peer().connections()) {
            if (one.number() > judgedConnection && one.number() <= over.number()) {
                judgeInput(one);
            }
        }
        judgedConnection = over.number();
        outputs.judge(over, over.output(), ended, over.endedWell() && route.direct());
        judgeCounts();
        judgeErrors();
    }

    /** What the error events carry is what was observed. */
    public void judgeErrors() {
        attached().errors().judge(journal());
    }

    private void judgeInput(PeerConnection over) {
        long received = journal().received(over.number());
        if (received > over.offered()) {
            throw new Violation("the journal has " + received + " bytes of " + over);
        }
        if (over.endedWell() && received < over.sent()) {
            throw new Violation(
                    over.sent() - received,
                    "the journal has only " + received + " bytes of " + over + ", which ended in good order");
        }
    }

    /** What the gateway counts is what was observed. */
    public void judgeCounts() throws Exception {
        Attached now = attached();
        Await.until("the counts of " + stream + " are right: " + states().now().shape(), () -> {
            State state = now.states().now();
            return state.number("readBytes") == state.end() - now.journalBase()
                    && state.number("writtenBytes") == writer.requests().handedOver(now.writesBefore());
        });
    }

    private Refetch again() {
        return new Refetch(client(), stream, journal());
    }

    /** Fetches a part of the journal once more, and compares. */
    public void readAgain(Random random) throws Exception {
        long end = journal().next();
        long from = Math.max(0, end - 1 - (long) (random.nextDouble() * end));
        again().read(from, Math.min(end, from + MOST_AGAIN_BYTES));
    }

    /** Fetches all of the journal once more, and compares. Returns how many gaps were told; the state must count as many. */
    public long readAllAgain() throws Exception {
        long gaps = again().read(0, journal().next());
        long told = states().now().number("gaps");
        if (gaps != told) {
            throw new Violation("the state tells of " + told + " gaps, and fetching finds " + gaps);
        }
        return gaps;
    }

    /** What may explain a failure. */
    public String report() {
        Attached now = attached;
        StringBuilder report = new StringBuilder("--- stream " + stream + ", session " + session + "\n");
        if (now != null) {
            report.append("state heard last: ")
                    .append(now.states().latest().shape())
                    .append('\n');
            report.append("state of now: ").append(stateOfNow(now)).append('\n');
            report.append("the consumer is at ").append(now.journal().next());
            report.append(", the handle at ").append(now.handle().position()).append('\n');
            report.append("errors: ").append(now.errors()).append('\n');
        }
        report.append("connections: ")
                .append(route.peer().connections().stream()
                        .skip(Math.max(0, route.peer().connections().size() - 4))
                        .toList())
                .append('\n');
        return report.append(gateway.report()).toString();
    }

    private static Object stateOfNow(Attached now) {
        try {
            return now.states().now().shape();
        } catch (IOException | InterruptedException e) {
            return e;
        }
    }

    /** How many bytes the journal's consumer has seen and how many were handed over, for the table. */
    public long[] traffic() {
        Attached now = attached;
        return new long[] {
            now == null ? 0 : now.journal().bytes(), writer.requests().handedOver(0)
        };
    }

    @Override
    public void close() throws Exception {
        writer.close();
        if (attached != null) {
            attached.client().close();
            attached.consumer().close();
            attached.handle().close();
        }
        route.close();
    }
}
