package org.threadedstreams.bus.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.ActionChainArbitrary;
import net.jqwik.api.state.Transformer;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.api.bus.StreamState;
import org.threadedstreams.bus.model.ModelTransport.Breach;

/** What can happen to a stream, as steps that jqwik puts together at random. */
final class Schedule {

    private static final Arbitrary<Integer> SIZES =
            Arbitraries.of(1, 2, 3, 17, 100, 1_000, 4_096, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 150_000);
    private static final Arbitrary<Integer> WRITE_SIZES =
            Arbitraries.of(0, 1, 2, 50, 1_000, 16_383, 16_384, 16_385, 32_768, 40_000);
    private static final Arbitrary<String> FROMS = Arbitraries.of("earliest", "latest", "-1", "-1000", "-70000");

    private static final Arbitrary<StreamCode> ENDS = Arbitraries.of(
            StreamCode.CONNECT_FAILED, StreamCode.READ_FAILED, StreamCode.END_OF_STREAM, StreamCode.TRANSPORT_GONE);

    private Schedule() {}

    private interface Act {
        void on(StreamUnderModel stream) throws Exception;
    }

    private static Transformer<StreamUnderModel> step(String label, Act act) {
        return Transformer.mutate(label, stream -> stream.step(() -> act.on(stream)));
    }

    private static <T> Action.Independent<StreamUnderModel> action(
            Predicate<StreamUnderModel> when,
            Arbitrary<T> values,
            java.util.function.Function<T, Transformer<StreamUnderModel>> step) {
        return new Action.Independent<>() {
            @Override
            public boolean precondition(StreamUnderModel stream) {
                return when.test(stream);
            }

            @Override
            public Arbitrary<Transformer<StreamUnderModel>> transformer() {
                return values.map(step);
            }
        };
    }

    private static Action.Independent<StreamUnderModel> action(
            String label, Predicate<StreamUnderModel> when, Act act) {
        return action(when, Arbitraries.just(label), l -> step(l, act));
    }

    /** Schedules of about so many steps. */
    static ActionChainArbitrary<StreamUnderModel> of(java.util.function.Supplier<StreamUnderModel> start) {
        return ActionChain.startWith(start)
                .withAction(20, action("opens", StreamUnderModel::opening, s -> s.open(s.connection())))
                .withAction(12, receives())
                .withAction(10, writes(StreamUnderModel::open))
                .withAction(1, writes(Schedule::always))
                .withAction(20, takes())
                .withAction(2, loses())
                .withAction(2, ends())
                .withAction(2, failsToWrite())
                .withAction(2, breaks())
                .withAction(1, comesLate())
                .withAction(1, breaches())
                .withAction(1, edits())
                .withAction(1, goesAway())
                .withAction(2, ops())
                .withAction(3, timePasses())
                .withAction(10, waitsForTheNext())
                .withAction(10, isPutRight())
                .withAction(3, consumers())
                .withAction(2, fetches());
    }

    /** Processes that end, in good order or not: for journals that outlive them. */
    static ActionChainArbitrary<StreamUnderModel> withRestarts(java.util.function.Supplier<StreamUnderModel> start) {
        return of(start)
                .withAction(1, action("the process restarts", Schedule::atRest, StreamUnderModel::restart))
                .withAction(1, action("the process is killed", Schedule::begun, StreamUnderModel::crash));
    }

    private static boolean atRest(StreamUnderModel stream) {
        StreamState state = stream.before().state();
        return begun(stream) && state != StreamState.OPEN && state != StreamState.CONNECTING;
    }

    /** Before the first byte there is nothing that would outlive the process. */
    private static boolean begun(StreamUnderModel stream) {
        return stream.input.end() > 0;
    }

    private static boolean always(StreamUnderModel stream) {
        return true;
    }

    private static boolean outstanding(StreamUnderModel stream) {
        return stream.connection() != null && stream.connection().outstanding();
    }

    private static Action<StreamUnderModel> receives() {
        return action(
                StreamUnderModel::open,
                SIZES.list().ofMinSize(1).ofMaxSize(4),
                sizes -> step("receives " + sizes, s -> {
                    for (int size : sizes) {
                        s.receive(s.connection(), s.input.make(size));
                    }
                }));
    }

    private static Action<StreamUnderModel> writes(Predicate<StreamUnderModel> when) {
        Arbitrary<Transformer<StreamUnderModel>> write = Combinators.combine(
                        WRITE_SIZES, Arbitraries.of(false, false, false, true), Arbitraries.of(true, false))
                .as((size, brief, bus) -> step(
                        "writes " + size + (brief ? " with a brief deadline" : "") + (bus ? " over the bus" : ""),
                        s -> s.write(s.input.make(size), brief, bus)));
        return action(when, write, w -> w);
    }

    private static Action<StreamUnderModel> takes() {
        return action(
                Schedule::outstanding,
                Arbitraries.of(100, 100, 100, 50, 0),
                percent -> step("takes " + percent + " % of a piece", s -> {
                    ModelConnection to = s.connection();
                    int count = Math.max(1, to.piece.length * percent / 100);
                    s.taken(to, count);
                    to.take(count);
                }));
    }

    private static Action<StreamUnderModel> loses() {
        return action(
                s -> s.connection() != null && s.connection().opened,
                Arbitraries.of(-1, 1, 1_000),
                count -> step("loses " + count, s -> {
                    s.connection().lose(count, "planned");
                    s.input.lost(count);
                }));
    }

    private static Action<StreamUnderModel> ends() {
        return action(
                s -> s.opening() || s.open(),
                ENDS,
                code -> step("ends with " + code, s -> s.connection().end(new StreamEnd(code, "planned"))));
    }

    private static Action<StreamUnderModel> failsToWrite() {
        return action(
                Schedule::outstanding,
                Arbitraries.of(-1, 0, 50, 100),
                percent -> step(
                        percent < 0 ? "was not offered a piece" : "fails after " + percent + " % of a piece", s -> {
                            ModelConnection to = s.connection();
                            int count = Math.max(0, to.piece.length * percent / 100);
                            s.taken(to, count);
                            if (percent < 0) {
                                to.failNotOffered();
                            } else {
                                to.fail(count);
                            }
                        }));
    }

    /** What a connection must never do, in the middle of its session. */
    private static Action<StreamUnderModel> breaks() {
        return action(
                StreamUnderModel::open,
                Arbitraries.of(
                        "takes too much", "takes nothing", "fails strangely", "opens twice", "ends with nothing"),
                how -> step(how, s -> {
                    ModelConnection connection = s.connection();
                    switch (how) {
                        case "takes too much" -> connection.take(connection.piece.length + 1);
                        case "takes nothing" -> connection.take(0);
                        case "fails strangely" -> connection.fail(new IllegalStateException("planned"));
                        case "opens twice" -> connection.open();
                        default -> connection.end(null);
                    }
                }));
    }

    /** What a connection does after its time. */
    private static Action<StreamUnderModel> comesLate() {
        return action(
                s -> s.transport.connections.stream().anyMatch(c -> c.asked || c.ended),
                Combinators.combine(
                                Arbitraries.integers().between(0, 1_000),
                                Arbitraries.of("receives", "loses", "ends", "opens", "takes", "lets go"))
                        .as(Map::entry),
                late -> step(late.getValue() + " late", s -> {
                    List<ModelConnection> over = s.transport.connections.stream()
                            .filter(c -> c.asked || c.ended)
                            .toList();
                    ModelConnection connection = over.get(late.getKey() % over.size());
                    switch (late.getValue()) {
                        case "receives" -> s.receiveLate(connection, s.input.make(100));
                        case "loses" -> {
                            connection.lose(10, "planned");
                            s.input.lost(10);
                        }
                        case "ends" -> connection.end(new StreamEnd(StreamCode.READ_FAILED, "late"));
                        case "opens" -> s.open(connection);
                        case "takes" -> {
                            s.taken(connection, connection.piece.length);
                            connection.take(connection.piece.length);
                        }
                        default -> connection.release();
                    }
                }));
    }

    private static Action<StreamUnderModel> breaches() {
        return action(
                Schedule::always,
                Arbitraries.of(Breach.class),
                breach -> step("the next connection: " + breach, s -> s.transport.breach = breach));
    }

    private static Action<StreamUnderModel> edits() {
        Arbitrary<Map<String, String>> edits = Arbitraries.of(
                Map.of(),
                Map.of("lines", "false"),
                Map.of("reconnect", "false"),
                Map.of("payloadMaxBytes", "0"),
                Map.of("payloadMaxBytes", "100"),
                Map.of("journalMaxBytes", "65536"),
                Map.of("journalMaxBytes", "200000"),
                Map.of("writeQueueBytes", "20000"),
                Map.of("idleTimeoutMillis", "1"),
                Map.of("charset", "UTF-99"),
                Map.of("host", "bad"),
                Map.of("host", "broken"),
                Map.of("host", "nothing"),
                Map.of("transport", "absent"));
        return action(Schedule::always, edits, edit -> step("is configured with " + edit, s -> s.configure(edit)));
    }

    private static Action<StreamUnderModel> goesAway() {
        return action(
                Schedule::always,
                Arbitraries.of("transport goes", "transport comes", "better transport comes", "file goes"),
                what -> step(what, s -> {
                    switch (what) {
                        case "transport goes" -> s.undeploy(1);
                        case "transport comes" -> s.deploy(1);
                        case "better transport comes" -> s.deploy(2);
                        default -> s.stream().remove("the file is gone");
                    }
                }));
    }

    private static Action<StreamUnderModel> ops() {
        return action(
                Schedule::always,
                Arbitraries.of("open", "open", "close", "reconnect", "break", "unknown"),
                op -> step("op " + op, s -> {
                    Future<?> reply = s.bench()
                            .vertx
                            .eventBus()
                            .request(Verb.CONTROL.of(s.name), new JsonObject().put("op", op))
                            .toCompletionStage()
                            .toCompletableFuture();
                    s.rest();
                    assertThat(reply).as("an answer to op " + op).isDone();
                }));
    }

    private static Action<StreamUnderModel> timePasses() {
        return action(
                Schedule::always,
                Arbitraries.of(2, 10, 10, 3_000, 62_000),
                millis -> step(millis + " ms pass", s -> s.passTime(Duration.ofMillis(millis))));
    }

    /** The schedule would not come far without. */
    private static Action<StreamUnderModel> waitsForTheNext() {
        return action("3000 ms pass", s -> !s.open() && !s.opening(), s -> s.passTime(Duration.ofSeconds(3)));
    }

    private static Action<StreamUnderModel> isPutRight() {
        return action("is put right", s -> !s.open() && !s.opening(), s -> {
            s.deploy(1);
            s.configure(Map.of("reconnectMinMillis", "2"));
            s.configure(Map.of());
        });
    }

    private static Action<StreamUnderModel> consumers() {
        return action(
                Schedule::always,
                Combinators.combine(
                                Arbitraries.integers().between(0, 1_000),
                                Arbitraries.of("comes", "comes and fails", "pauses", "resumes", "consumes", "goes"))
                        .as(Map::entry),
                choice -> step("a consumer " + choice.getValue(), s -> {
                    if (choice.getValue().startsWith("comes")) {
                        s.join(choice.getValue().endsWith("fails"));
                    } else if (!s.consumers.isEmpty()) {
                        ModelConsumer one = s.consumers.get(choice.getKey() % s.consumers.size());
                        switch (choice.getValue()) {
                            case "pauses" -> one.pause();
                            case "resumes" -> one.resume();
                            case "consumes" -> one.consume();
                            default -> {
                                one.leave();
                                s.consumers.remove(one);
                            }
                        }
                    }
                }));
    }

    private static Action<StreamUnderModel> fetches() {
        return action(
                Schedule::always,
                Combinators.combine(
                                FROMS,
                                Arbitraries.of(1, 1_000, 65_536),
                                Arbitraries.integers().between(0, 99))
                        .as((from, max, percent) -> step("fetches " + max + " from " + from, s -> {
                            s.fetches.fetch(from, max);
                            s.fetches.fetch(s.input.end() * percent / 100, max);
                        })),
                t -> t);
    }
}
