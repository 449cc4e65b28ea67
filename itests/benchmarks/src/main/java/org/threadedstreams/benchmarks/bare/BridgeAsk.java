package org.threadedstreams.benchmarks.bare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.threadedstreams.client.Streams;
import org.threadedstreams.client.ThreadedStream;

/** {@code HOME STREAM TIMES}: a handle in another process than the gateway's. */
public final class BridgeAsk implements Worker {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Override
    public String run(List<String> words) throws Exception {
        int times = Integer.parseInt(words.get(2));
        Latencies latencies = new Latencies(times);
        try (Streams streams = Streams.connect(Path.of(words.get(0)));
                ThreadedStream stream = streams.attach(words.get(1))) {
            for (int i = 0; i < times; i++) {
                long start = System.nanoTime();
                stream.write("status\n");
                stream.readUntil("ready> ", LIMIT);
                latencies.since(start);
            }
        }
        return latencies.answer();
    }
}
