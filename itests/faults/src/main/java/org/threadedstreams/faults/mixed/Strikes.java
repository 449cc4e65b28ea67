package org.threadedstreams.faults.mixed;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.threadedstreams.faults.mixed.MixedStream.Opening;
import org.threadedstreams.faults.peer.TcpProxy;
import org.threadedstreams.faults.stream.Await;

/** The faults that end the session of one stream. Stateless. */
final class Strikes {

    /** More than all the buffers between the two take. */
    private static final int FLOOD_BYTES = 16 * 1024 * 1024;

    private static final int FLOOD_REQUEST_BYTES = 256 * 1024;
    private static final int EDIT_BYTES = 1024;

    private Strikes() {}

    static List<Strike> all() {
        return List.of(
                new Strike(
                        "tcp-reset",
                        of(Kind.TCP),
                        (stream, opening, crowd, random) -> opening.connection().reset()),
                new Strike(
                        "orderly-close",
                        of(Kind.TCP),
                        (stream, opening, crowd, random) -> opening.connection().finish()),
                new Strike("half-open-stopped", of(Kind.PROXY), Strikes::halfOpen),
                new Strike("stalled-reader", MixedStream::isImpatient, Strikes::stall),
                new Strike(
                        "sshd-session-killed",
                        of(Kind.SSH),
                        (stream, opening, crowd, random) ->
                                stream.way().server().killSession(stream.peer().port())),
                new Strike("process-killed", of(Kind.EXEC), Strikes::killProcess),
                new Strike("pty-closed", of(Kind.SERIAL), Strikes::pull),
                new Strike("config-edited", notSerial(), Strikes::edit),
                new Strike("config-removed", stream -> !stream.inMemory(), Strikes::remove),
                new Strike(
                        "reconnect-asked",
                        notSerial(),
                        (stream, opening, crowd, random) -> crowd.control(stream, "reconnect")));
    }

    private static Predicate<MixedStream> of(Kind kind) {
        return stream -> stream.kind() == kind;
    }

    /** A pty that is opened again before its other side has noticed is still the same connection. */
    private static Predicate<MixedStream> notSerial() {
        return of(Kind.SERIAL).negate();
    }

    private static void halfOpen(MixedStream stream, Opening opening, Crowd crowd, Random random) throws Exception {
        TcpProxy proxy = stream.way().proxy();
        proxy.stop();
        stream.reopened(opening.session());
        proxy.killStopped();
    }

    private static void stall(MixedStream stream, Opening opening, Crowd crowd, Random random) throws Exception {
        opening.connection().stopReading();
        for (int bytes = 0;
                bytes < FLOOD_BYTES && stream.latest().session() == opening.session() && stream.isOpen();
                bytes += FLOOD_REQUEST_BYTES) {
            int request = stream.requests().write(FLOOD_REQUEST_BYTES);
            stream.requests().awaitReplies(request - 2, MixedStream.LIMIT);
        }
        stream.awaitState(
                "at the end of session " + opening.session(),
                state -> !state.state().equals("open") || state.session() > opening.session());
        // What has left all the same must not be more than the replies say.
        opening.connection().readAgain();
    }

    private static void killProcess(MixedStream stream, Opening opening, Crowd crowd, Random random) {
        String target = "TCP:127.0.0.1:" + stream.peer().port();
        ProcessHandle.of(crowd.gateway().pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .filter(one ->
                        one.info().arguments().map(Set::of).orElse(Set.of()).contains(target))
                .forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * Nothing is on its way to the gateway then: at a hang-up a Linux pty throws away some of what is unread, and may deliver
     * what came after it, which no reader can tell.
     */
    private static void pull(MixedStream stream, Opening opening, Crowd crowd, Random random) throws Exception {
        stream.settleInput();
        stream.way().pty().pull();
    }

    private static void edit(MixedStream stream, Opening opening, Crowd crowd, Random random) throws Exception {
        // Never the same twice.
        stream.configure(
                crowd.home(),
                "charset = " + (random.nextBoolean() ? "UTF-8" : "ISO-8859-1"),
                "writeQueueBytes = " + (1_048_576 + opening.session() * EDIT_BYTES));
    }

    private static void remove(MixedStream stream, Opening opening, Crowd crowd, Random random) throws Exception {
        if (stream.kind() == Kind.SERIAL) {
            stream.settleInput();
        }
        stream.remove(crowd.home());
        stream.awaitState("closed", state -> state.state().equals("closed"));
        Await.found(
                stream + ": the connection is over",
                MixedStream.LIMIT,
                () -> opening.connection().isOver() ? Optional.of(true) : Optional.empty());
        stream.configure(crowd.home());
    }
}
