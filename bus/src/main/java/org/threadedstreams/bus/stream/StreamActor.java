package org.threadedstreams.bus.stream;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.ErrorEvent;
import org.threadedstreams.api.bus.StreamState;
import org.threadedstreams.api.bus.StreamStatus;
import org.threadedstreams.api.bus.WriteReceipt;
import org.threadedstreams.bus.config.ConfigFault;
import org.threadedstreams.bus.config.ConfigFile;
import org.threadedstreams.bus.config.StreamSettings;
import org.threadedstreams.bus.journal.Journal;
import org.threadedstreams.bus.journal.MemoryJournal;

/**
 * One stream, for as long as the gateway runs. It alone owns the journal, the write queue and the sessions; configurations
 * and transports come and go and only tell it what is wanted and what is there.
 *
 * <p>The public methods are safe from any thread: each hands a task to the mailbox, where everything else happens.
 */
public final class StreamActor {

    private static final Logger LOG = LoggerFactory.getLogger(StreamActor.class);
    private static final Duration CONTROL_DEADLINE = Duration.ofSeconds(10);

    private final String name;
    private final StreamRuntime runtime;
    private final Providers providers;
    private final Mailbox mailbox;
    private final Journal journal;
    private final Publisher publisher;
    private final Input input;
    private final Output output = new Output(this);
    private final IdleWatch idle = new IdleWatch(this);
    private final Backoff backoff;

    private @Nullable ConfigFile file;
    private volatile @Nullable StreamSettings settings;
    private String fault = "";
    private @Nullable ProviderEntry faultOf;
    private String closed = "";
    private @Nullable Session session;
    private @Nullable Session hanging;
    private @Nullable ScheduledFuture<?> retry;
    private long sessions;

    private volatile Condition condition;
    private volatile long errors;

    private record Condition(StreamState state, String reason, String transport, long session, long time) {}

    public StreamActor(String name, StreamRuntime runtime, Providers providers) {
        this.name = name;
        this.runtime = runtime;
        this.providers = providers;
        this.mailbox = new Mailbox(name, runtime.pool());
        this.journal = new MemoryJournal(Long.MAX_VALUE);
        this.publisher = new Publisher(name, runtime.bus());
        this.input = new Input(runtime, journal, publisher);
        this.backoff = new Backoff(runtime.random());
        this.condition = new Condition(StreamState.CLOSED, "", "", 0, runtime.micros());
    }

    public String name() {
        return name;
    }

    /** What it is like now. Never waits. */
    public StreamStatus status() {
        Condition now = condition;
        return new StreamStatus(
                name,
                now.transport(),
                now.state(),
                now.reason(),
                now.session(),
                now.time(),
                journal.id(),
                journal.earliest(),
                journal.end(),
                input.readBytes(),
                output.writtenBytes(),
                output.queuedBytes(),
                journal.gaps(),
                errors);
    }

    // What is wanted.

    /** Has the stream be as the file says. The same again changes nothing. */
    public void configure(ConfigFile wanted) {
        mailbox.execute(() -> onConfigure(wanted));
    }

    private void onConfigure(ConfigFile wanted) {
        if (wanted.equals(file)) {
            return;
        }
        file = wanted;
        fault = "";
        faultOf = null;
        closed = "";
        backoff.reset();
        try {
            settings = wanted.settings();
            journal.retain(settings.journalMaxBytes());
        } catch (ConfigFault e) {
            fail(e);
        }
        restart("the configuration was edited");
    }

    /** Ends the stream because its configuration is gone. The journal stays. */
    public void remove(String reason) {
        mailbox.execute(() -> {
            file = null;
            closed = reason;
            restart(reason);
        });
    }

    /** The transports that are there have changed. */
    public void providersChanged() {
        mailbox.execute(() -> {
            if (session != null && !providers.has(session.provider())) {
                session.end(
                        StreamCode.TRANSPORT_GONE,
                        "the bundle of transport " + session.provider().transport()
                                + " was stopped, removed or is being replaced; the stream waits for it");
            } else {
                reconcile();
            }
        });
    }

    /** Opens the stream if it was closed on request, and ends the wait for the next attempt. */
    public CompletableFuture<StreamStatus> open() {
        return ask(reply -> {
            requireFile();
            closed = "";
            retryNow();
            reply.complete(status());
        });
    }

    /** Closes the stream until {@link #open}, an edit of its configuration or a restart. */
    public CompletableFuture<StreamStatus> close() {
        return ask(reply -> {
            requireFile();
            closed = "closed on request; op open opens it again";
            restart(closed);
            reply.complete(status());
        });
    }

    /** Ends the session, if there is one, and opens the next at once. */
    public CompletableFuture<StreamStatus> reconnect() {
        return ask(reply -> {
            requireFile();
            closed = "";
            backoff.reset();
            restart("a reconnect was asked for");
            reply.complete(status());
        });
    }

    private void requireFile() throws StreamException {
        if (file == null) {
            throw new StreamException(StreamCode.NO_SUCH_STREAM, name + " was " + condition.reason());
        }
    }

    /** Does something of the transport's own, such as {@code break}. */
    public CompletableFuture<StreamStatus> control(String op, Map<String, Object> args) {
        return ask(reply -> {
            Session current = requireOpen(new byte[0]);
            current.control(op, args)
                    .toCompletableFuture()
                    .orTimeout(CONTROL_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((done, failure) -> {
                        if (failure == null) {
                            reply.complete(status());
                        } else {
                            reply.completeExceptionally(refused(op, failure));
                        }
                    });
        });
    }

    private static StreamException refused(String op, Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (failure instanceof StreamException e) {
            return e;
        }
        return cause instanceof StreamException e
                ? e
                : new StreamException(StreamCode.REFUSED, "op " + op + " failed: " + cause);
    }

    // Reading and writing.

    /**
     * Accepts bytes for writing.
     *
     * @param bytes not modified by anyone any more
     * @param timeoutMillis the write's own deadline, or 0 for the configured one
     * @return completes exactly once, with a receipt or {@link StreamException}
     */
    public CompletableFuture<WriteReceipt> write(byte[] bytes, long timeoutMillis) {
        return ask(reply -> {
            requireOpen(bytes);
            output.accept(bytes, timeoutMillis, requireSettings(), reply);
            pump();
        });
    }

    private Session requireOpen(byte[] bytes) throws StreamException {
        if (session != null && session.writable()) {
            return session;
        }
        Condition now = condition;
        String state =
                session != null && session.wasOpen() ? "ending" : now.state().word();
        String reason = now.reason().isEmpty() ? "" : ": " + now.reason();
        throw refusedWrite(
                StreamCode.NOT_OPEN,
                name + " is " + state + reason + "; nothing was kept, send again when it is open",
                bytes);
    }

    /** A write that is not accepted, with all of its bytes. */
    StreamException refusedWrite(StreamCode code, String message, byte[] bytes) {
        long at = outputOffset() + output.queuedBytes();
        return new StreamException(code, message, unread(), new Unsent(at, bytes.length, 0, bytes, false));
    }

    private StreamSettings requireSettings() {
        if (settings == null) {
            throw new IllegalStateException("an open stream has settings");
        }
        return settings;
    }

    /** The charset for texts, as configured, or UTF-8. */
    public java.nio.charset.Charset charset() {
        StreamSettings now = settings;
        return now == null ? java.nio.charset.StandardCharsets.UTF_8 : now.charset();
    }

    /** Does something with the journal, and replies with what comes of it. */
    <T> CompletableFuture<T> withJournal(JournalTask<T> task) {
        return ask(reply -> reply.complete(task.apply(journal)));
    }

    /** Something to do with the journal. */
    interface JournalTask<T> {
        T apply(Journal journal) throws StreamException;
    }

    // What a session tells, in the mailbox.

    long journalEnd() {
        return journal.end();
    }

    /** A session has opened; returns its number. */
    long sessionOpened() {
        sessions++;
        StreamSettings current = requireSettings();
        input.beginSession(sessions, current);
        idle.begin(current.idleTimeoutMillis());
        change(StreamState.OPEN, "");
        return sessions;
    }

    void received(ByteBuffer bytes) {
        idle.received();
        input.received(bytes);
    }

    void lost(long bytes, String why) {
        input.lost(bytes, why);
        LOG.warn(
                "stream {}: {} bytes were lost at offset {}: {}", name, bytes < 0 ? "some" : bytes, journal.end(), why);
        publisher.state(status());
    }

    void handedOver(int count) {
        output.handedOver(count);
    }

    /** Nothing more will be taken from this session, or given to it. */
    void sessionOver(Session over) {
        idle.end();
        input.endLine();
        StreamCode code = over.cause().code();
        String message = over.cause().text();
        List<PendingWrite> rest = output.takeRest();
        Unread unread = input.unread(over.wasOpen() ? over.inputStart() : journal.end(), payloadMaxBytes());
        Unsent unsent = WriteQueue.unsent(rest, over.output(), over.doubt());
        if (!over.asked() || unsent.count() > 0) {
            error(code, message, unread, unsent);
        }
        Output.failAll(rest, code, message, unread, over.output(), over.doubt());
        session = null;
        backoff.sessionLasted(over.wasOpen() ? over.lastedMillis() : 0);
        if (!over.released()) {
            hanging = over;
            LOG.error(
                    "stream {}: {}; its transport does not let go, so that no other session is opened", name, message);
            change(
                    StreamState.BACKOFF,
                    "native call hangs since " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + " (" + message + ")");
        } else if (over.asked() || code == StreamCode.TRANSPORT_GONE) {
            reconcile();
        } else {
            retryLater(message);
        }
    }

    /** A session that did not let go has done so. */
    void sessionReleased(Session released) {
        if (hanging == released) {
            hanging = null;
            LOG.info("stream {}: the transport has let go at last", name);
            reconcile();
        }
    }

    /** Where the next byte of the session's output would stand; 0 without a session. */
    long outputOffset() {
        return session == null ? 0 : session.output();
    }

    void endSession(StreamCode code, String message) {
        if (session != null) {
            session.end(code, message);
        }
    }

    // States.

    /** Ends the session, if there is one, and comes to what is wanted now. */
    private void restart(String why) {
        retry = cancel(retry);
        if (session != null) {
            session.endAsked(why);
        } else {
            reconcile();
        }
    }

    private void retryNow() {
        backoff.reset();
        retry = cancel(retry);
        reconcile();
    }

    private void retryLater(String why) {
        StreamSettings current = requireSettings();
        if (!current.reconnect()) {
            closed = why + "; not reopened because reconnect = false";
            reconcile();
            return;
        }
        long millis = backoff.nextMillis(current.reconnectMinMillis(), current.reconnectMaxMillis());
        change(StreamState.BACKOFF, why + "; next attempt in " + millis + " ms");
        retry = after(Duration.ofMillis(millis), () -> {
            retry = null;
            reconcile();
        });
    }

    /** Comes to the state that is wanted, from one without a session. */
    private void reconcile() {
        if (session != null || hanging != null) {
            return;
        }
        if (file == null || !closed.isEmpty()) {
            change(StreamState.CLOSED, closed);
        } else if (!fault.isEmpty() && (faultOf == null || providers.has(faultOf))) {
            change(StreamState.FAILED, fault);
        } else {
            ProviderEntry best = providers.best(file.transport()).orElse(null);
            fault = "";
            faultOf = null;
            if (best == null) {
                retry = cancel(retry);
                change(StreamState.WAITING, noTransport(file.transport()));
            } else if (retry == null) {
                connect(best, file);
            }
        }
    }

    private String noTransport(String transport) {
        String there = String.join(", ", providers.transports());
        return "no transport " + transport + " is deployed ("
                + (there.isEmpty() ? "there is none" : "there are: " + there)
                + "); drop its bundle into deploy/, or correct transport in the stream's file";
    }

    private void connect(ProviderEntry provider, ConfigFile with) {
        Session next = new Session(this, mailbox, provider, output.queue());
        session = next;
        change(StreamState.CONNECTING, "");
        try {
            with.warnings(provider.provider().optionsType())
                    .forEach(warning -> LOG.warn("stream {}: {}", name, warning));
            next.start(provider.open(name, with, next));
        } catch (ConfigFault e) {
            session = null;
            faultOf = provider;
            fail(e);
            reconcile();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("stream {}: transport {} failed to open", name, provider.transport(), e);
            next.end(StreamCode.CONNECT_FAILED, "transport " + provider.transport() + " failed: " + e);
        }
    }

    private void fail(ConfigFault e) {
        fault = String.valueOf(e.getMessage());
        error(StreamCode.CONFIG_INVALID, fault, unread(), Unsent.NONE);
    }

    private void change(StreamState state, String reason) {
        Condition before = condition;
        String transport = file == null ? before.transport() : file.transport();
        if (before.state() == state
                && before.reason().equals(reason)
                && before.transport().equals(transport)) {
            return;
        }
        condition = new Condition(state, reason, transport, sessions, runtime.micros());
        LOG.info("stream {}: {}{}", name, state.word(), reason.isEmpty() ? "" : ": " + reason);
        publisher.state(status());
    }

    void error(StreamCode code, String message, Unread unread, Unsent unsent) {
        errors++;
        LOG.warn("stream {}: {}: {} ({}; {})", name, code, message, unread, unsent);
        publisher.error(new ErrorEvent(
                name, condition.transport(), sessions, runtime.micros(), code, message, journal.id(), unread, unsent));
    }

    /** The recent input of the session, if there is one. */
    Unread unread() {
        return input.unread(
                session != null && session.wasOpen() ? session.inputStart() : journal.end(), payloadMaxBytes());
    }

    private int payloadMaxBytes() {
        return settings == null ? 0 : settings.payloadMaxBytes();
    }

    // Time.

    ScheduledFuture<?> after(Duration delay, Runnable task) {
        return runtime.timer().schedule(() -> mailbox.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static <T extends ScheduledFuture<?>> @Nullable T cancel(@Nullable T timer) {
        if (timer != null) {
            timer.cancel(false);
        }
        return null;
    }

    private void pump() {
        if (session != null) {
            session.pump();
        }
    }

    // Requests.

    private interface Request<T> {
        void run(CompletableFuture<T> reply) throws StreamException;
    }

    private <T> CompletableFuture<T> ask(Request<T> request) {
        CompletableFuture<T> reply = new CompletableFuture<>();
        mailbox.execute(() -> {
            try {
                request.run(reply);
            } catch (StreamException e) {
                reply.completeExceptionally(e);
            } catch (RuntimeException | LinkageError e) {
                LOG.error("stream {}: a request failed, which is a bug", name, e);
                reply.completeExceptionally(new StreamException(StreamCode.REFUSED, "the gateway failed: " + e));
            }
        });
        return reply;
    }

    /** Ends the session because the gateway stops. */
    public void stop() {
        mailbox.execute(() -> {
            closed = "the gateway stops";
            restart(closed);
        });
    }
}
