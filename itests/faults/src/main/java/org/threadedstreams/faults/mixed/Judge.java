package org.threadedstreams.faults.mixed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.client.BridgeClient;
import org.threadedstreams.faults.content.OutputCheck.Arrived;
import org.threadedstreams.faults.content.Violation;
import org.threadedstreams.faults.mixed.MixedStream.Opening;
import org.threadedstreams.faults.peer.HubConnection;
import org.threadedstreams.faults.stream.Await;
import org.threadedstreams.faults.stream.OutputLedger;
import org.threadedstreams.faults.stream.Refetch;
import org.threadedstreams.faults.stream.StateWatch.State;
import org.threadedstreams.faults.stream.WriteRecord;

/** Judges every stream at the end, when no more bytes are on their way. For one thread. */
final class Judge {

    private static final int READERS = 4;

    private final Crowd crowd;
    private final List<Verdict> verdicts = new ArrayList<>();

    /**
     * What became of a stream.
     *
     * @param wrong null if nothing is
     */
    record Verdict(
            MixedStream stream,
            long sessions,
            long read,
            long written,
            long gaps,
            @Nullable Exception wrong) {}

    Judge(Crowd crowd) {
        this.crowd = crowd;
    }

    /** Judges all of them, several at a time. */
    List<Verdict> judge() throws Exception {
        Map<String, State> states = crowd.list();
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        List<Future<?>> parts = new ArrayList<>();
        for (int part = 0; part < READERS; part++) {
            int first = part;
            parts.add(readers.submit((Callable<?>) () -> judge(first, states)));
        }
        for (Future<?> part : parts) {
            part.get();
        }
        readers.shutdown();
        return List.copyOf(verdicts);
    }

    private boolean judge(int first, Map<String, State> states) throws Exception {
        List<MixedStream> streams = crowd.streams();
        try (BridgeClient client = crowd.gateway().connect()) {
            for (int at = first; at < streams.size(); at += READERS) {
                MixedStream stream = streams.get(at);
                Verdict verdict = judge(stream, Objects.requireNonNull(states.get(stream.name())), client);
                synchronized (verdicts) {
                    verdicts.add(verdict);
                }
            }
        }
        return true;
    }

    private static Verdict judge(MixedStream stream, State state, BridgeClient client) throws InterruptedException {
        long written = stream.requests().handedOver(0);
        long gaps = 0;
        Exception wrong = null;
        try {
            stream.requests().awaitReplies(MixedStream.LIMIT);
            observed(stream, state);
            gaps = again(stream, client, state);
            stream.errors().judge(stream.journal());
            input(stream);
            output(stream);
            counts(stream, state, written);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            wrong = e;
        }
        return new Verdict(stream, state.session(), stream.journal().bytes(), written, gaps, wrong);
    }

    /** All of the journal was observed. */
    private static void observed(MixedStream stream, State state) throws InterruptedException {
        stream.observer().fetchTo(state.end());
        stream.journal().await(state.end(), MixedStream.LIMIT);
        if (stream.journal().next() != state.end()) {
            throw new Violation(stream + ": the journal ends at " + state.end());
        }
    }

    /** All of the journal is still there. */
    private static long again(MixedStream stream, BridgeClient client, State state) throws Exception {
        long gaps = new Refetch(client, stream.name(), stream.journal()).read(0, state.end());
        if (gaps != state.number("gaps")) {
            throw new Violation("the state tells of " + state.number("gaps") + " gaps, and fetching finds " + gaps);
        }
        return gaps;
    }

    /** What ended in good order, or is still there, is in the journal as a whole; of the rest there is no byte too much. */
    private static void input(MixedStream stream) {
        for (HubConnection one : stream.peer().connections()) {
            long received = stream.journal().received(one.number());
            boolean whole = one.endedWell() || !one.isOver();
            if (received > one.offered() || whole && received < one.sent()) {
                throw new Violation(
                        Math.max(0, one.sent() - received), "the journal has " + received + " bytes of " + one);
            }
        }
    }

    /** What each connection received is what the replies tell. */
    private static void output(MixedStream stream) {
        OutputLedger ledger = new OutputLedger(stream.requests());
        long before = 0;
        for (HubConnection one : stream.peer().connections()) {
            long session = session(stream, one);
            if (session > 0 && session <= before) {
                throw new Violation(one + " is of session " + session + ", and the one before of " + before);
            }
            before = Math.max(before, session);
            boolean direct = stream.kind() == Kind.TCP;
            ledger.judge(one, one.output(), session, !one.isOver() || direct && one.endedWell());
        }
    }

    /** Whose output it received, as the replies tell; 0 if none does. */
    private static long session(MixedStream stream, HubConnection connection) {
        Set<Long> sessions = new TreeSet<>();
        for (Arrived arrived : connection.output().arrived()) {
            WriteRecord record = stream.requests().outcome(arrived.number());
            if (record != null && record.succeeded()) {
                sessions.add(record.session());
            }
        }
        if (sessions.size() > 1) {
            throw new Violation(connection + " received what was written in sessions " + sessions);
        }
        return sessions.stream().findFirst().orElse(0L);
    }

    /** What the gateway counts is what was observed. */
    private static void counts(MixedStream stream, State state, long written) {
        if (state.number("readBytes") != state.end() || state.number("writtenBytes") != written) {
            throw new Violation(written + " bytes were handed over, and the state is " + state.shape());
        }
    }

    /** Waits until a stream is open and nothing is on its way, in neither direction. */
    static void settle(MixedStream stream) throws Exception {
        stream.requests().awaitReplies(MixedStream.LIMIT);
        stream.settleInput();
        // All that was handed over before is there when this is.
        Opening last = stream.opening();
        Await.found(
                stream + ": the last connection is the one that is open",
                MixedStream.LIMIT,
                () -> last.connection() == stream.peer().latest() ? Optional.of(true) : Optional.empty());
    }
}
