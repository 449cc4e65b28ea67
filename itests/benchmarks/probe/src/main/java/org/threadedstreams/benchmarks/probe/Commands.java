package org.threadedstreams.benchmarks.probe;

import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.util.List;
import org.threadedstreams.client.Streams;

/** What the suite may ask for. For one thread. */
final class Commands {

    private static final int LIMIT_SECONDS = 120;

    private final Vertx vertx;
    private final Streams streams;

    Commands(Vertx vertx, Streams streams) {
        this.vertx = vertx;
        this.streams = streams;
    }

    void run(List<String> words, PrintStream out) throws Exception {
        switch (words.get(0)) {
            case "read" -> count(Counting.OF_BYTES, words, out);
            case "lines" -> count(Counting.OF_LINES, words, out);
            case "settle" -> settle(words.get(1), out);
            default -> throw new IllegalArgumentException("there is no command " + words.get(0));
        }
    }

    /** {@code read|lines STREAM CONSUMERS BYTES}: opens the stream, and says when the last consumer had that many. */
    private void count(Counting counting, List<String> words, PrintStream out) throws Exception {
        String stream = words.get(1);
        try (Consumers consumers = new Consumers(
                        vertx, counting, stream, Integer.parseInt(words.get(2)), Long.parseLong(words.get(3)));
                OneSession session = new OneSession(vertx.eventBus(), stream)) {
            session.open();
            consumers.await(LIMIT_SECONDS);
            session.awaitEnd();
            out.println("end=" + consumers.endNanos() + " messages=" + consumers.messages());
        }
    }

    /** {@code settle STREAM}: answers when it is closed. */
    private void settle(String stream, PrintStream out) throws Exception {
        try (OneSession session = new OneSession(vertx.eventBus(), stream)) {
            if (!session.closed()) {
                session.awaitEnd();
            }
            out.println("closed=1");
        }
    }
}
