package org.threadedstreams.bus.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.api.bus.StreamState;
import org.threadedstreams.api.bus.StreamStatus;
import org.threadedstreams.api.bus.WriteReceipt;
import org.threadedstreams.bus.config.ConfigFile;
import org.threadedstreams.bus.journal.JournalStore;
import org.threadedstreams.bus.stream.ProviderEntry;
import org.threadedstreams.bus.stream.Providers;
import org.threadedstreams.bus.stream.StreamActor;
import org.threadedstreams.bus.stream.StreamRequests;
import org.threadedstreams.bus.stream.StreamRuntime;

/**
 * A stream, its transport in a schedule's hands, and the model of what must come of it. After each step the stream is let
 * come to rest, and all that it told is held against the model.
 *
 * <p>One thread takes the steps.
 */
final class StreamUnderModel implements AutoCloseable {

    private static final StreamState OPEN = StreamState.OPEN;

    final ModelTransport transport = new ModelTransport();
    final Providers providers = new Providers();
    final ModelInput input = new ModelInput();
    final ModelOutput output = new ModelOutput();
    final List<ModelSession> sessions = new ArrayList<>();
    final List<ModelConsumer> consumers = new ArrayList<>();
    final Fetches fetches;
    final String name;

    private final Bench bench;
    private final Path folder;
    /** How often the stream is asked until it has come to rest: on threads of its own it may give itself more to do. */
    private final int rounds;

    private final Published published;
    private final ErrorCheck errorCheck = new ErrorCheck(input);
    private ManualTimer timer;
    private JournalStore journals;
    private StreamActor stream;
    private StreamRequests requests;
    private long timeMillis = 1_700_000_000_000L;
    private StreamStatus before;
    private boolean lines = true;
    private int writeQueueBytes;
    private long readBefore;
    private long leastJournalBytes = Long.MAX_VALUE;

    /** @param folder for a journal on disk, or null */
    StreamUnderModel(Bench bench, Path folder) throws Exception {
        this.bench = bench;
        this.folder = folder;
        this.rounds = folder == null ? 1 : 4;
        this.name = bench.newName();
        this.fetches = new Fetches(bench.vertx.eventBus(), name, input);
        this.published = new Published(bench.vertx.eventBus(), name, input, sessions);
        start();
        deploy(1);
        configure(Map.of());
        before = stream.status();
        check();
    }

    private void start() throws Exception {
        timer = new ManualTimer();
        journals = new JournalStore(folder == null ? Path.of("target") : folder, timer, new StepClock(), 1);
        stream = new StreamActor(
                name,
                new StreamRuntime(bench.vertx, bench.pool, timer, new StepClock(), new Random(1), journals),
                providers);
        requests = new StreamRequests(stream, bench.vertx.eventBus());
        requests.ready().toCompletionStage().toCompletableFuture().get();
    }

    private final class StepClock extends Clock {

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(timeMillis);
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }

    StreamActor stream() {
        return stream;
    }

    Bench bench() {
        return bench;
    }

    /** What it was like after the last step. */
    StreamStatus before() {
        return before;
    }

    // What a step may do beside what its connections, the bus and the timer can.

    void deploy(long service) {
        providers.add(new ProviderEntry("model", transport, 0, service, service, null));
        stream.providersChanged();
    }

    void undeploy(long service) {
        providers.remove(service);
        stream.providersChanged();
    }

    void configure(Map<String, String> edits) {
        Map<String, String> values = new HashMap<>(Map.of(
                "transport", "model",
                "charset", "ISO-8859-1",
                "journal", folder == null ? "memory" : "disk",
                "reconnectMinMillis", "1",
                "reconnectMaxMillis", "2000"));
        values.putAll(edits);
        stream.configure(new ConfigFile("etc/stream-" + name + ".cfg", values, values));
        if (values.get("charset").equals("ISO-8859-1")) {
            lines = Boolean.parseBoolean(values.getOrDefault("lines", "true"));
            errorCheck.payloadMaxBytes(Integer.parseInt(values.getOrDefault("payloadMaxBytes", "65536")));
            writeQueueBytes = Integer.parseInt(values.getOrDefault("writeQueueBytes", "1048576"));
            leastJournalBytes =
                    Math.min(leastJournalBytes, Long.parseLong(values.getOrDefault("journalMaxBytes", "16777216")));
        }
    }

    ModelConnection connection() {
        return transport.last();
    }

    /** Whether a connection is on its way up. */
    boolean opening() {
        ModelConnection last = connection();
        return last != null && !last.opened && !last.asked && !last.ended;
    }

    /** Whether the session takes writes, and its bytes are taken for sure. */
    boolean open() {
        return before.state() == OPEN && connection().live();
    }

    void open(ModelConnection connection) {
        if (!connection.opened && !connection.asked && !connection.ended) {
            connection.session = new ModelSession(sessions.size() + 1L, input.end(), lines);
            sessions.add(connection.session);
        }
        connection.open();
    }

    void receive(ModelConnection connection, byte[] bytes) {
        connection.receive(bytes);
        input.received(bytes);
    }

    /** Bytes that a transport must not give any more: they are kept, or a gap says so. */
    void receiveLate(ModelConnection connection, byte[] bytes) throws Exception {
        connection.receive(bytes);
        rest();
        if (stream.status().end() > input.end()) {
            input.received(bytes);
        } else {
            input.lost(bytes.length);
        }
    }

    void taken(ModelConnection connection, int count) {
        if (before.state() == OPEN && connection == connection() && connection.outstanding()) {
            output.taken(count);
        }
    }

    /** Writes over the bus, or else directly. */
    void write(byte[] bytes, boolean brief, boolean bus) throws Exception {
        ModelSession session = open() ? connection().session : null;
        boolean fits = output.queuedBytes() + bytes.length <= writeQueueBytes;
        CompletableFuture<WriteReceipt> reply = bus ? requestWrite(bytes, brief) : stream.write(bytes, brief ? 1 : 0);
        if (session != null && fits) {
            output.accepted(new ModelWrite(bytes, session, brief, reply));
        } else {
            rest();
            StreamCode code = session != null ? StreamCode.BACK_PRESSURED : StreamCode.NOT_OPEN;
            output.refused(new ModelWrite(bytes, null, brief, reply), code);
        }
    }

    private CompletableFuture<WriteReceipt> requestWrite(byte[] bytes, boolean brief) {
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(60_000);
        if (brief) {
            options.addHeader(Addresses.HEADER_TIMEOUT_MILLIS, "1");
        }
        return bench.vertx
                .eventBus()
                .<JsonObject>request(Verb.WRITE.of(name), Buffer.buffer(bytes), options)
                .map(reply -> receipt(reply.body()))
                .toCompletionStage()
                .toCompletableFuture();
    }

    private static WriteReceipt receipt(JsonObject json) {
        return new WriteReceipt(
                json.getLong("session"), json.getLong("offset"), json.getLong("bytes"), json.getLong("input"));
    }

    /** A consumer comes. */
    void join(boolean fails) throws Exception {
        consumers.add(new ModelConsumer(bench, name, input, fetches, fails));
    }

    /** Lets time pass; deadlines of a millisecond pass for sure, whatever clock they look at. */
    void passTime(Duration time) {
        long until = System.nanoTime() + 2_000_000;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        timer.pass(time);
    }

    /** Ends the process in good order and starts it again. */
    void restart() throws Exception {
        CompletableFuture<Void> stopped = stream.stop();
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!stopped.isDone() && System.nanoTime() < deadline) {
            List.copyOf(transport.connections).forEach(ModelConnection::release);
            Thread.onSpinWait();
        }
        assertThat(stopped).isDone();
        journals.close();
        crash();
    }

    /** Starts the process again as if it had been killed: whatever it held in memory is gone. */
    void crash() throws Exception {
        sessions.forEach(session -> session.killed |= session.number == before.session());
        requests.close();
        transport.connections.clear();
        output.newProcess();
        errorCheck.newProcess();
        published.newProcess();
        readBefore = input.end();
        start();
        before = stream.status();
        configure(Map.of());
    }

    // Steps.

    interface Step {
        void take() throws Exception;
    }

    /** Takes a step, lets the stream come to rest, and checks. */
    void step(Step step) {
        try {
            timeMillis++;
            step.take();
            check();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until the stream has nothing more to do by itself: what it does may give it more to do. */
    void rest() throws Exception {
        for (int i = 0; i < rounds; i++) {
            fetches.await();
        }
        bench.awaitBus();
    }

    private void check() throws Exception {
        rest();
        StreamStatus now = stream.status();
        for (ModelConnection connection : List.copyOf(transport.connections)) {
            assertThat(connection.faults).isEmpty();
            noteOffer(connection);
        }
        ModelSession open = before.state() == OPEN ? sessions.get((int) before.session() - 1) : null;
        boolean over = now.state() != OPEN || now.session() != before.session() && open != null;
        List<Unsent> back = output.settle(over, over && open != null ? connectionOf(open).doubt : 0);
        published.check(now.journal(), timeMillis * 1_000);
        errorCheck.check(published.errors(), open, now, back);
        check(now);
        before = now;
    }

    private void noteOffer(ModelConnection connection) {
        assertThat(connection.offers - connection.noted)
                .as("pieces in one step")
                .isLessThanOrEqualTo(1);
        if (connection.offers != connection.noted) {
            connection.noted = connection.offers;
            output.offered(connection.piece, input.end());
        }
    }

    private ModelConnection connectionOf(ModelSession session) {
        return transport.connections.stream()
                .filter(c -> c.session == session)
                .findFirst()
                .orElseThrow();
    }

    private void check(StreamStatus now) {
        assertThat(now.end()).as("end").isEqualTo(input.end());
        assertThat(now.readBytes()).as("readBytes").isEqualTo(input.end() - readBefore);
        assertThat(now.session()).as("session").isEqualTo(sessions.size());
        assertThat(now.writtenBytes()).as("writtenBytes").isEqualTo(output.takenBytes());
        assertThat(now.queuedBytes()).as("queuedBytes").isEqualTo(output.queuedBytes());
        assertThat(now.earliest()).isGreaterThanOrEqualTo(before.earliest());
        assertThat(now.end() - now.earliest())
                .as("kept bytes")
                .isGreaterThanOrEqualTo(folder == null ? Math.min(now.end(), leastJournalBytes) : 0);
        long gaps = input.missed.tailMap(now.earliest()).size() + (now.earliest() > 0 ? 1 : 0);
        assertThat(now.gaps()).as("gaps").isEqualTo(gaps);
    }

    /** Ends it all, and checks the accounts: whatever came in or was accepted is somewhere. */
    void finish() {
        step(() -> List.copyOf(transport.connections).forEach(ModelConnection::release));
        assertThat(output.isEmpty()).as("all writes are answered").isTrue();
        step(() -> {
            for (ModelConsumer consumer : consumers) {
                consumer.leave();
            }
            walk(7_919);
        });
        published.checkLines();
        bench.totals.add(this);
    }

    /** Reads the whole journal. */
    void walk(int max) throws Exception {
        long at = 0;
        do {
            at = fetches.fetch(at, max).next();
        } while (at < input.end());
        fetches.fetch(input.end(), max);
    }

    @Override
    public void close() throws Exception {
        stream.stop();
        requests.close();
        published.close();
        timer.shutdownNow();
        journals.close();
    }
}
