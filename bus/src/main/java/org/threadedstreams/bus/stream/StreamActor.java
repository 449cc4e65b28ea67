package org.threadedstreams.bus.stream;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.StreamState;
import org.threadedstreams.api.bus.StreamStatus;
import org.threadedstreams.api.bus.WriteReceipt;
import org.threadedstreams.bus.config.ConfigFault;
import org.threadedstreams.bus.config.ConfigFile;
import org.threadedstreams.bus.config.StreamSettings;
import org.threadedstreams.bus.journal.Journal;
import org.threadedstreams.bus.journal.JournalEvents;

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
    private final StreamLoop loop;
    private final Mailbox mailbox;
    private final StreamJournal journal;
    private final Input input;
    private final Delivery delivery;
    private final Output output;
    private final Bulletin bulletin;
    private final IdleWatch idle;
    private final Backoff backoff;
    private final Alarm retry;
    private final Comeback comeback;
    private final Wish wish;

    private @Nullable Session session;
    private @Nullable Session hanging;
    private long sessions;
    /** Whether something new has been wanted since the session that is ending began. */
    private boolean anew;

    private boolean stopping;
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    public StreamActor(String name, StreamRuntime runtime, Providers providers) {
        this.name = name;
        this.runtime = runtime;
        this.providers = providers;
        this.loop = StreamLoop.next(runtime.vertx());
        this.mailbox = new Mailbox(name, runtime.pool());
        this.journal = new StreamJournal(name, runtime.journals(), mailbox, journalEvents());
        Publisher publisher = new Publisher(name, runtime.bus());
        this.input = new Input(journal::now, publisher);
        this.delivery = new Delivery(runtime.vertx(), publisher);
        this.output = new Output(this, alarm());
        this.bulletin = new Bulletin(name, runtime, publisher, journal, input, output);
        this.idle = new IdleWatch(this, alarm());
        this.backoff = new Backoff(runtime.random());
        this.retry = alarm();
        this.comeback = new Comeback(name, mailbox, this::cameBack);
        this.wish = new Wish(name);
    }

    private JournalEvents journalEvents() {
        return new JournalEvents() {
            @Override
            public void failed(String message) {
                mailbox.execute(() -> {
                    error(StreamCode.JOURNAL_FAILED, message, unread(), Unsent.NONE);
                    bulletin.journal("the journal is in memory: " + message);
                });
            }

            @Override
            public void recovered(String message) {
                LOG.info("stream {}: {}", name, message);
                mailbox.execute(() -> bulletin.journal(""));
            }
        };
    }

    private Alarm alarm() {
        return new Alarm(runtime.timer(), mailbox);
    }

    public String name() {
        return name;
    }

    /** Where it has its connection, and where it is looked into. */
    StreamLoop loop() {
        return loop;
    }

    /** Where requests to it are to come: as writes mostly go on to another thread, to none of its own. */
    StreamLoop requests() {
        return loop.calledIn(new Mailbox(name, runtime.pool()));
    }

    /** What it is like now. Never waits. */
    public StreamStatus status() {
        return bulletin.status();
    }

    // What is wanted.

    /** Has the stream be as the file says. The same again changes nothing. */
    public void configure(ConfigFile wanted) {
        mailbox.execute(() -> {
            if (!stopping && wish.differs(wanted)) {
                backoff.reset();
                try {
                    wish.configure(wanted);
                } catch (ConfigFault e) {
                    configInvalid(e);
                }
                restart("the configuration was edited");
            }
        });
    }

    /** Completes when it has been configured once, and has its journal; or was stopped before. */
    public CompletableFuture<Void> settled() {
        return settled.copy();
    }

    /** Ends the stream because its configuration is gone. The journal stays. */
    public void remove(String reason) {
        mailbox.execute(() -> {
            if (!stopping) {
                wish.remove(reason);
                restart(reason);
            }
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
            } else if (wish.file() != null) {
                reconcile();
            }
        });
    }

    /** Opens the stream if it was closed on request, and ends the wait for the next attempt. */
    public CompletableFuture<StreamStatus> open() {
        return ask(reply -> {
            requireFile();
            wish.open();
            backoff.reset();
            retry.cancel();
            anew = session != null && session.ending();
            reconcile();
            reply.complete(status());
        });
    }

    /** Closes the stream until {@link #open}, an edit of its configuration or a restart. */
    public CompletableFuture<StreamStatus> close() {
        return ask(reply -> {
            requireFile();
            wish.close("closed on request; op open opens it again", true);
            restart(wish.closed());
            reply.complete(status());
        });
    }

    /** Ends the session, if there is one, and opens the next at once. */
    public CompletableFuture<StreamStatus> reconnect() {
        return ask(reply -> {
            requireFile();
            if (wish.held()) {
                throw new StreamException(StreamCode.REFUSED, name + " is " + wish.closed());
            }
            wish.open();
            backoff.reset();
            restart("a reconnect was asked for");
            reply.complete(status());
        });
    }

    private void requireFile() throws StreamException {
        if (stopping) {
            throw new StreamException(StreamCode.NOT_OPEN, name + " is closed: " + wish.closed());
        }
        if (wish.file() == null) {
            throw new StreamException(StreamCode.NO_SUCH_STREAM, name + " is " + bulletin.state());
        }
    }

    /**
     * Ends the session because the gateway stops, and opens none any more.
     *
     * @return completes when it has ended, or its transport was given up
     */
    public CompletableFuture<Void> stop() {
        mailbox.execute(() -> {
            stopping = true;
            wish.close("the gateway stops", true);
            restart(wish.closed());
            stoppedIfOver();
        });
        return stopped.copy();
    }

    private void stoppedIfOver() {
        if (stopping && session == null) {
            journal.now().close();
            stopped.complete(null);
            settled.complete(null);
        }
    }

    /** Does something of the transport's own, such as {@code break}. */
    public CompletableFuture<StreamStatus> control(String op, Map<String, Object> args) {
        return ask(reply -> {
            CompletableFuture<Void> done = new CompletableFuture<>();
            requireOpen().control(op, args).whenComplete((nothing, failure) -> {
                if (failure == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(failure);
                }
            });
            done.orTimeout(CONTROL_DEADLINE.toMillis(), TimeUnit.MILLISECONDS).whenComplete((nothing, failure) -> {
                if (failure == null) {
                    reply.complete(status());
                } else {
                    reply.completeExceptionally(refused(op, failure));
                }
            });
        });
    }

    private static StreamException refused(String op, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof StreamException e) {
            return e;
        }
        return new StreamException(
                StreamCode.REFUSED,
                cause instanceof TimeoutException
                        ? "op " + op + " was not done within " + CONTROL_DEADLINE.toSeconds() + " s; it may still be"
                        : "op " + op + " failed: " + cause);
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
        CompletableFuture<WriteReceipt> reply = new CompletableFuture<>();
        mailbox.executeBrief(() -> attempt(outcome -> accept(bytes, timeoutMillis, outcome), reply));
        return reply;
    }

    private void accept(byte[] bytes, long timeoutMillis, CompletableFuture<WriteReceipt> reply) {
        Session current = session;
        if (current == null || !current.writable()) {
            refuse(StreamCode.NOT_OPEN, notOpen(), bytes, reply);
            return;
        }
        String full = output.refusal(bytes.length, wish.settings());
        if (!full.isEmpty()) {
            refuse(StreamCode.BACK_PRESSURED, full, bytes, reply);
            return;
        }
        output.accept(bytes, timeoutMillis, wish.settings(), reply);
        current.pump();
    }

    /** It is decided now, so that no later write is before it; but what is unread may have to come from a disk. */
    private void refuse(StreamCode code, String message, byte[] bytes, CompletableFuture<WriteReceipt> reply) {
        Unsent unsent = new Unsent(outputOffset() + output.queuedBytes(), bytes.length, 0, bytes, false);
        long from = inputStart();
        int most = wish.payloadMaxBytes();
        mailbox.execute(() -> attempt(
                outcome -> {
                    throw new StreamException(code, message, input.unread(from, most), unsent);
                },
                reply));
    }

    private Session requireOpen() throws StreamException {
        if (session != null && session.writable()) {
            return session;
        }
        throw new StreamException(StreamCode.NOT_OPEN, notOpen(), unread(), Unsent.NONE);
    }

    private String notOpen() {
        String state = session != null && session.wasOpen() ? "ending" : bulletin.state();
        return name + " is " + state + "; nothing was kept, send again when it is open";
    }

    /** The charset for texts, as configured, or UTF-8. */
    public Charset charset() {
        return wish.charset();
    }

    /** Does something with the journal, and replies with what comes of it. */
    <T> CompletableFuture<T> withJournal(JournalTask<T> task) {
        return settled.thenCompose(ready -> ask(reply -> {
            if (stopped.isDone()) {
                throw new StreamException(StreamCode.NOT_OPEN, name + " is closed: " + wish.closed());
            }
            reply.complete(task.apply(journal.now()));
        }));
    }

    /** Something to do with the journal. */
    interface JournalTask<T> {
        T apply(Journal journal) throws StreamException;
    }

    // What a session tells, in the mailbox.

    /** Now, in microseconds since the epoch. */
    long micros() {
        return runtime.micros();
    }

    long journalEnd() {
        return journal.now().end();
    }

    /** A session has opened; returns its number. */
    long sessionOpened() {
        sessions++;
        comeback.end();
        StreamSettings settings = wish.settings();
        input.beginSession(sessions, settings);
        idle.begin(settings.idleTimeoutMillis());
        state(StreamState.OPEN, "");
        return sessions;
    }

    /** Returns how many messages came of it. */
    long received(List<ByteBuffer> chunks, long time) {
        idle.received();
        return input.received(chunks, time);
    }

    void lost(long bytes, String why) {
        if (stopped.isDone()) {
            LOG.warn("stream {}: {} bytes came after it was stopped and are lost: {}", name, bytes, why);
            return;
        }
        long before = journal.now().gaps();
        input.lost(bytes, why);
        if (journal.now().gaps() != before) {
            // One that grows is not said again and again.
            bulletin.gap(bytes, why);
        }
    }

    void handedOver(int count) {
        output.handedOver(count);
    }

    /** Something that is not right with a transport, and ends nothing. */
    void warn(String message) {
        LOG.warn("stream {}: {}", name, message);
    }

    /**
     * Nothing more will be taken from this session, or given to it. First comes the error, then the state that follows from
     * it, then the replies: whoever gets one back and looks at the state does not see that of before.
     */
    void sessionOver(Session over) {
        idle.end();
        input.endLine();
        StreamCode code = over.cause().code();
        String message = over.cause().text();
        List<PendingWrite> rest = output.takeRest();
        Unread unread =
                input.unread(over.wasOpen() ? over.inputStart() : journal.now().end(), wish.payloadMaxBytes());
        Unsent unsent = WriteQueue.unsent(rest, over.output(), over.doubt());
        if (!over.asked() || unsent.count() > 0) {
            error(code, message, unread, unsent);
        }
        session = null;
        backoff.sessionLasted(over.lastedMillis());
        afterwards(over, message);
        Output.failAll(rest, code, message, unread, over.output(), over.doubt());
        stoppedIfOver();
    }

    private void afterwards(Session over, String message) {
        boolean wanted = anew || !providers.has(over.provider());
        anew = false;
        if (!wanted && !wish.settings().reconnect()) {
            wish.close(message + "; not reopened because reconnect = false", false);
        }
        if (!over.released()) {
            hanging = over;
            LOG.error(
                    "stream {}: {}; its transport does not let go, so that no other session is opened", name, message);
            state(
                    StreamState.BACKOFF,
                    "native call hangs since " + runtime.clock().instant().truncatedTo(ChronoUnit.SECONDS) + " ("
                            + message + ")");
        } else if (wanted || !wish.closed().isEmpty()) {
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

    /** How long the session has been free to read, in nanoseconds; 0 while it is held back. */
    long freeToReadNanos() {
        return session == null ? 0 : session.freeToReadNanos();
    }

    void endSession(StreamCode code, String message) {
        if (session != null) {
            session.end(code, message);
        }
    }

    // States.

    /** Ends the session, if there is one, and comes to what is wanted now. */
    private void restart(String why) {
        retry.cancel();
        comeback.end();
        anew = true;
        if (session != null) {
            session.endAsked(why);
        } else {
            reconcile();
        }
    }

    private void retryLater(String why) {
        StreamSettings settings = wish.settings();
        long millis = backoff.nextMillis(settings.reconnectMinMillis(), settings.reconnectMaxMillis());
        state(StreamState.BACKOFF, why + "; next attempt in " + millis + " ms");
        retry.setMillis(millis, this::reconcile);
        ConfigFile file = wish.file();
        if (file != null) {
            providers.best(file.transport()).ifPresent(best -> comeback.await(best, file));
        }
    }

    /** What the stream waits for is there: no use in waiting on, and if the first attempt comes too soon, the next follows. */
    private void cameBack() {
        backoff.reset();
        if (retry.isSet()) {
            retry.cancel();
            reconcile();
        }
    }

    /** Comes to the state that is wanted, from one without a session. */
    private void reconcile() {
        if (session != null || hanging != null) {
            return;
        }
        if (!stopping) {
            if (!journal.settle(wish.journal())) {
                mailbox.execute(this::reconcile);
                return;
            }
            adoptJournal();
        }
        ConfigFile file = wish.file();
        String fault = wish.fault(providers);
        if (file == null || !wish.closed().isEmpty()) {
            state(StreamState.CLOSED, wish.closed());
        } else if (!fault.isEmpty()) {
            state(StreamState.FAILED, fault);
        } else {
            ProviderEntry best = providers.best(file.transport()).orElse(null);
            if (best == null) {
                retry.cancel();
                comeback.end();
                state(StreamState.WAITING, noTransport(file.transport()));
            } else if (retry.isSet()) {
                comeback.await(best, file);
            } else {
                connect(best, file);
            }
        }
    }

    private void adoptJournal() {
        if (journal.adopt(wish.journal())) {
            bulletin.journal("");
        }
        sessions = Math.max(sessions, journal.now().sessions());
        settled.complete(null);
    }

    private String noTransport(String transport) {
        String there = String.join(", ", providers.transports());
        return "no transport " + transport + " is deployed ("
                + (there.isEmpty() ? "there is none" : "there are: " + there)
                + "); drop its bundle into deploy/, or correct transport in the stream's file";
    }

    private void connect(ProviderEntry provider, ConfigFile file) {
        Backlog backlog = new Backlog(name, runtime.pool(), delivery);
        SessionLoops.Place place = runtime.loops().take(loop, delivery.loops());
        Session next = new Session(this, mailbox, provider, file, output.queue(), backlog, place, alarm());
        session = next;
        anew = false;
        state(StreamState.CONNECTING, "");
        try {
            wish.warn(file, provider);
            StreamConnection opening = place.loop().with(() -> provider.open(name, file, next));
            next.start(opening, runtime.openLimit().plus(file.connectTimeout()));
        } catch (ConfigFault e) {
            session = null;
            place.close();
            wish.refusedBy(provider, e);
            configInvalid(e);
            reconcile();
        } catch (RuntimeException | Error e) {
            LOG.error("stream {}: transport {} failed to open: {}", name, provider.transport(), concealed(e, file));
            next.end(StreamCode.CONNECT_FAILED, file.conceal("transport " + provider.transport() + " failed: " + e));
        }
    }

    /** What the log prints of an exception, without the secrets that it may quote. */
    private static String concealed(Throwable e, ConfigFile file) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return file.conceal(text.toString());
    }

    private void configInvalid(ConfigFault e) {
        error(StreamCode.CONFIG_INVALID, String.valueOf(e.getMessage()), unread(), Unsent.NONE);
    }

    private void state(StreamState state, String reason) {
        bulletin.state(state, reason, transport(), sessions);
    }

    /** The configured transport, or that of the file that is gone. */
    private String transport() {
        ConfigFile file = wish.file();
        return file == null ? bulletin.transport() : file.transport();
    }

    void error(StreamCode code, String message, Unread unread, Unsent unsent) {
        bulletin.error(code, message, transport(), sessions, unread, unsent);
    }

    /** The recent input of the session, if there is one. */
    Unread unread() {
        return input.unread(inputStart(), wish.payloadMaxBytes());
    }

    private long inputStart() {
        return session != null && session.wasOpen()
                ? session.inputStart()
                : journal.now().end();
    }

    // Requests.

    private interface Request<T> {
        void run(CompletableFuture<T> reply) throws StreamException;
    }

    private <T> CompletableFuture<T> ask(Request<T> request) {
        CompletableFuture<T> reply = new CompletableFuture<>();
        mailbox.execute(() -> attempt(request, reply));
        return reply;
    }

    /** Whatever happens, there is a reply. */
    private <T> void attempt(Request<T> request, CompletableFuture<T> reply) {
        try {
            request.run(reply);
        } catch (StreamException e) {
            reply.completeExceptionally(e);
        } catch (RuntimeException | Error e) {
            LOG.error("stream {}: a request failed, which is a bug", name, e);
            reply.completeExceptionally(new StreamException(StreamCode.REFUSED, "the gateway failed: " + e));
        }
    }
}
