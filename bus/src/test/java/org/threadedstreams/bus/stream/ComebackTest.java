package org.threadedstreams.bus.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.bus.stream.ScriptedProvider.Watching;

/** Streams whose transport says when what they wait for is there again. */
@Timeout(60)
class ComebackTest {

    private static final String[] FOR_LONG = {"reconnectMinMillis", "600000", "reconnectMaxMillis", "600000"};

    private final StreamFixture f = new StreamFixture();

    @AfterEach
    void close() throws Exception {
        f.close();
    }

    private Watching lost(String... keysAndValues) throws Exception {
        f.open(keysAndValues).end(StreamCode.READ_FAILED, "hung up");
        return f.provider.watching();
    }

    @Test
    void whatIsThereAgainIsOpenedAtOnce() throws Exception {
        Watching watching = lost(FOR_LONG);
        assertThat(f.provider.nothingAsked()).isTrue();

        watching.came.run();

        f.provider.next().up();
        f.awaitState("open");
        assertThat(watching.ended).isTrue();
        assertThat(f.errors).hasSize(1);
    }

    @Test
    void whatIsWatchedForIsWatchedOverTheAttemptsInBetween() throws Exception {
        Watching watching = lost();
        for (int i = 0; i < 5; i++) {
            f.provider.next().end(StreamCode.CONNECT_FAILED, "not there");
        }
        f.provider.next().up();
        f.awaitState("open");
        assertThat(f.provider.watches).isEmpty();
        assertThat(watching.ended).isTrue();
    }

    @Test
    void whatComesDuringAnAttemptMakesTheNextOneSoon() throws Exception {
        Watching watching = lost("reconnectMinMillis", "100", "reconnectMaxMillis", "600000");
        for (int i = 0; i < 3; i++) {
            f.provider.next().end(StreamCode.CONNECT_FAILED, "not there");
        }
        ScriptedProvider.Connection attempt = f.provider.next();
        watching.came.run();
        attempt.end(StreamCode.CONNECT_FAILED, "may not be opened yet");
        await().until(() -> f.states.stream().anyMatch(ComebackTest::isOfTheAttempt));
        assertThat(f.states.stream()
                        .filter(ComebackTest::isOfTheAttempt)
                        .findFirst()
                        .orElseThrow()
                        .getString("reason"))
                .matches(".*; next attempt in 1[0-5][0-9] ms");
    }

    private static boolean isOfTheAttempt(JsonObject state) {
        return state.getString("reason").startsWith("may not be opened yet");
    }

    @Test
    void aWatchEndsWithWhatItIsFor() throws Exception {
        Watching first = lost(FOR_LONG);
        f.configure("reconnectMinMillis", "600000", "reconnectMaxMillis", "600000", "host", "other");
        f.provider.next().end(StreamCode.CONNECT_FAILED, "not there");
        Watching second = f.provider.watching();
        assertThat(first.ended).isTrue();
        f.awaitState("backoff");
        first.came.run();
        await().during(Duration.ofMillis(200)).until(f.provider::nothingAsked);

        f.request(Verb.CONTROL, new JsonObject().put("op", "close")).get(10, TimeUnit.SECONDS);
        f.awaitState("closed");
        assertThat(second.ended).isTrue();

        second.came.run();
        await().during(Duration.ofMillis(200)).until(f.provider::nothingAsked);
        assertThat(f.state()).isEqualTo("closed");
    }

    @Test
    void aWatchEndsWithItsTransportAndTheNextOneWatches() throws Exception {
        Watching first = lost(FOR_LONG);
        f.deploy(2);
        f.undeploy(1);
        Watching second = f.provider.watching();
        assertThat(first.ended).isTrue();
        second.came.run();
        f.provider.next().up();
        f.awaitState("open");
    }

    @Test
    void aTransportThatCannotWatchDoesNoHarm() throws Exception {
        f.provider.failsToWatch = true;
        f.open().end(StreamCode.READ_FAILED, "hung up");
        f.provider.next().up();
        f.awaitState("open");
    }
}
