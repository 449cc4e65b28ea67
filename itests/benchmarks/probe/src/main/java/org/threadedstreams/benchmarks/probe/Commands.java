package org.threadedstreams.benchmarks.probe;

import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.threadedstreams.client.Streams;
import org.threadedstreams.client.ThreadedStream;
import org.threadedstreams.client.Until;

/** What the suite may ask for. For one thread. */
final class Commands {

    private static final int LIMIT_SECONDS = 120;
    private static final Duration LIMIT = Duration.ofSeconds(LIMIT_SECONDS);

    private final Vertx vertx;
    private final Streams streams;

    Commands(Vertx vertx, Streams streams) {
        this.vertx = vertx;
        this.streams = streams;
    }

    void run(List<String> words, PrintStream out) throws Exception {
        out.println(
                switch (words.get(0)) {
                    case "settle" -> settle(words.get(1));
                    case "read" -> count(Counting.OF_BYTES, words);
                    case "lines" -> count(Counting.OF_LINES, words);
                    case "take" -> take(words, out);
                    case "find" -> find(words.get(1), words.get(2), words.get(3));
                    case "prompt" -> prompt(words);
                    case "freeze" -> freeze(words.get(1), Long.parseLong(words.get(2)));
                    case "gc" -> "heap=" + Freezer.heap();
                    default -> throw new IllegalArgumentException("there is no command " + words.get(0));
                });
    }

    /** {@code settle STREAM}: answers when it is closed. */
    private String settle(String stream) throws Exception {
        try (OneSession session = new OneSession(vertx.eventBus(), stream)) {
            if (!session.closed()) {
                session.awaitEnd();
            }
            return "closed=1";
        }
    }

    /** {@code read|lines STREAM CONSUMERS BYTES}: opens the stream, and says when the last consumer had that many. */
    private String count(Counting counting, List<String> words) throws Exception {
        String stream = words.get(1);
        try (Consumers consumers = consumers(counting, words);
                OneSession session = new OneSession(vertx.eventBus(), stream)) {
            long start = System.nanoTime();
            session.open();
            consumers.await(LIMIT_SECONDS);
            session.awaitEnd();
            return "asked=" + start + " end=" + consumers.endNanos() + " messages=" + consumers.messages();
        }
    }

    /**
     * {@code take STREAM CONSUMERS BYTES}: as {@code read}, of a stream that is and stays open. Says first that it
     * listens.
     */
    private String take(List<String> words, PrintStream out) throws Exception {
        try (Consumers consumers = consumers(Counting.OF_BYTES, words)) {
            out.println("listening=1");
            consumers.await(LIMIT_SECONDS);
            return "end=" + consumers.endNanos() + " messages=" + consumers.messages();
        }
    }

    private Consumers consumers(Counting counting, List<String> words) throws Exception {
        return new Consumers(
                vertx, counting, words.get(1), Integer.parseInt(words.get(2)), Long.parseLong(words.get(3)));
    }

    /** {@code find STREAM literal|pattern TEXT}: opens the stream, and says when a handle found the text in what came. */
    private String find(String stream, String how, String text) throws Exception {
        Until target = how.equals("literal") ? Until.text(text) : Until.pattern(Pattern.compile(text));
        try (ThreadedStream handle = streams.attach(stream);
                OneSession session = new OneSession(vertx.eventBus(), stream)) {
            session.open();
            handle.readUntil(target, LIMIT);
            long end = System.nanoTime();
            session.awaitEnd();
            return "end=" + end;
        }
    }

    /** {@code prompt STREAM TIMES LINE ANSWER}: each time a handle writes a line, and waits for the answer to it. */
    private String prompt(List<String> words) throws Exception {
        int times = Integer.parseInt(words.get(2));
        String line = words.get(3).replace("\\n", "\n");
        String answer = words.get(4).replace('_', ' ');
        long[] took = new long[times];
        try (ThreadedStream handle = streams.attach(words.get(1))) {
            for (int i = 0; i < times; i++) {
                long start = System.nanoTime();
                handle.write(line);
                handle.readUntil(answer, LIMIT);
                took[i] = System.nanoTime() - start;
            }
        }
        java.util.Arrays.sort(took);
        return "median=" + took[times / 2] + " p99=" + took[(int) (times * 99L / 100)];
    }

    /** {@code freeze STREAM BYTES}: a handle stands still while so many bytes come, and then reads them. */
    private String freeze(String stream, long bytes) throws Exception {
        try (ThreadedStream handle = streams.attach(stream);
                Consumers counting = new Consumers(vertx, Counting.OF_BYTES, stream, 1, bytes);
                OneSession session = new OneSession(vertx.eventBus(), stream)) {
            long before = Freezer.heap();
            session.open();
            counting.await(LIMIT_SECONDS);
            session.awaitEnd();
            long grown = Freezer.heap() - before;
            return "heap=" + grown + " got=" + Freezer.readAll(handle, bytes, LIMIT);
        }
    }
}
