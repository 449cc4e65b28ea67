package org.threadedstreams.benchmarks.bare;

import static net.sf.expectit.matcher.Matchers.contains;

import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.sf.expectit.Expect;
import net.sf.expectit.ExpectBuilder;

/** {@code PORT TIMES}: ExpectIt on the JDK's blocking socket. */
public final class ExpectItAsk implements Worker {

    @Override
    public String run(List<String> words) throws Exception {
        int times = Integer.parseInt(words.get(1));
        Latencies latencies = new Latencies(times);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(words.get(0)))) {
            socket.setTcpNoDelay(true);
            try (Expect expect = new ExpectBuilder()
                    .withInputs(socket.getInputStream())
                    .withOutput(socket.getOutputStream())
                    .withTimeout(30, TimeUnit.SECONDS)
                    .withExceptionOnFailure()
                    .build()) {
                for (int i = 0; i < times; i++) {
                    long start = System.nanoTime();
                    expect.send("status\n");
                    expect.expect(contains("ready> "));
                    latencies.since(start);
                }
            }
        }
        return latencies.answer();
    }
}
