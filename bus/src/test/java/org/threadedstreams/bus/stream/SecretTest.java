package org.threadedstreams.bus.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.api.InvalidOptionException;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.WriteFailure;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.bus.config.ConfigFile;

/** A transport that quotes its password wherever it can: nobody gets to see it. */
@Timeout(60)
class SecretTest {

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final StreamFixture f;

    SecretTest() {
        System.setErr(new PrintStream(log, true, UTF_8));
        f = new StreamFixture();
    }

    @AfterEach
    void close() throws Exception {
        f.close();
        System.setErr(before);
    }

    private void configure() {
        Map<String, String> written =
                new HashMap<>(Map.of("transport", "scripted", "reconnectMinMillis", "1", "reconnectMaxMillis", "5"));
        Map<String, String> values = new HashMap<>(written);
        written.put("host", "$[secret:pw]@h");
        values.put("host", "q7VxZ2kWn9Tj4RbM@h");
        f.stream.configure(new ConfigFile("etc/stream-console.cfg", values, written));
    }

    @Test
    void whateverATransportSaysOfItNobodySeesASecret() throws Exception {
        AtomicInteger attempt = new AtomicInteger();
        f.undeploy(1);
        f.deploy(2, FaultyConnection.provider(listener -> switch (attempt.getAndIncrement()) {
            case 0 ->
                throw new IllegalStateException("no login with q7VxZ2kWn9Tj4RbM", new Exception("q7VxZ2kWn9Tj4RbM!"));
            case 1 -> {
                listener.ended(new StreamEnd(
                        StreamCode.CONNECT_FAILED, "q7VxZ2kWn9Tj4RbM is wrong", "do not use q7VxZ2kWn9Tj4RbM"));
                yield new FaultyConnection(listener);
            }
            case 2 -> {
                listener.opened();
                listener.lost(1, "q7VxZ2kWn9Tj4RbM was too long");
                yield new FaultyConnection(listener) {
                    @Override
                    public CompletionStage<Void> control(String op, Map<String, Object> args) {
                        return CompletableFuture.failedFuture(
                                op.equals("known")
                                        ? new StreamException(StreamCode.REFUSED, "q7VxZ2kWn9Tj4RbM refused")
                                        : new IllegalStateException("q7VxZ2kWn9Tj4RbM failed"));
                    }

                    @Override
                    public CompletionStage<Integer> write(ByteBuffer piece) {
                        return CompletableFuture.failedFuture(new WriteFailure(0, "q7VxZ2kWn9Tj4RbM broke the pipe"));
                    }
                };
            }
            default -> throw new InvalidOptionException("host", "anything but q7VxZ2kWn9Tj4RbM@h");
        }));
        configure();
        f.awaitState("open");
        assertThat(StreamFixture.failure(f.request(Verb.CONTROL, new JsonObject().put("op", "known"))))
                .hasMessage("REFUSED: (secret) refused");
        assertThat(StreamFixture.failure(f.request(Verb.CONTROL, new JsonObject().put("op", "other"))))
                .hasMessageNotContaining("q7VxZ2kWn9Tj4RbM");
        assertThat(StreamFixture.failure(f.request(Verb.WRITE, "x")))
                .hasMessage("WRITE_FAILED: (secret) broke the pipe");
        f.awaitState("failed");
        await().until(() -> f.errors.size() == 4);
        assertThat(f.errors).hasSize(4).noneMatch(e -> e.encode().contains("q7VxZ2kWn9Tj4RbM"));
        assertThat(f.states).noneMatch(s -> s.encode().contains("q7VxZ2kWn9Tj4RbM"));
        assertThat(f.stream.status().toString()).doesNotContain("q7VxZ2kWn9Tj4RbM");
        assertThat(log.toString(UTF_8)).doesNotContain("q7VxZ2kWn9Tj4RbM");
    }
}
