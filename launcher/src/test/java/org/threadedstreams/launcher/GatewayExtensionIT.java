package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.client.Found;
import org.threadedstreams.client.Mark;
import org.threadedstreams.client.Streams;
import org.threadedstreams.client.ThreadedStream;
import org.threadedstreams.testkit.gateway.FromStream;
import org.threadedstreams.testkit.gateway.Gateway;
import org.threadedstreams.testkit.gateway.GatewayExtension;

/** {@link GatewayExtension} as the test of a program uses it, with a real TCP peer. */
@Timeout(120)
class GatewayExtensionIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final EchoDevice DEVICE = new EchoDevice();
    private static final String[] ECHO = {"transport = tcp", "host = 127.0.0.1", "port = " + DEVICE.port()};

    @RegisterExtension
    static final GatewayExtension GATEWAY =
            GatewayExtension.gateway().stream("echo", ECHO).secret("greeting", "hello from a secret").stream(
                    "greeter", "transport = exec", "command = echo '$[secret:greeting]'; cat");

    @AfterAll
    static void theGatewayIsTheSameInAllTests(Gateway gateway) throws IOException {
        assertThat(gateway.home()).isDirectory();
        DEVICE.close();
    }

    @Test
    void aHandleIsOpenWhenTheTestBegins(@FromStream("echo") ThreadedStream echo) throws Exception {
        Mark sent = echo.write("ping\n");
        assertThat(echo.from(sent).readLine(LIMIT)).isEqualTo("ping");
    }

    @Test
    void aHandleReadsFromWhereItsAnnotationSays(
            @FromStream(value = "greeter", from = "earliest") ThreadedStream greeter) throws Exception {
        assertThat(greeter.readLine(LIMIT)).isEqualTo("hello from a secret");
    }

    @Test
    void theParametersOfATestShareItsConnection(
            Streams streams, @FromStream("echo") ThreadedStream one, @FromStream("echo") ThreadedStream other)
            throws Exception {
        one.write("both\n");
        assertThat(one.readLine(LIMIT)).isEqualTo("both");
        assertThat(other.readLine(LIMIT)).isEqualTo("both");
        streams.close();
        assertThatThrownBy(() -> one.readLine(LIMIT)).hasMessageContaining("NOT_OPEN");
    }

    @Test
    void streamsAreAddedEditedAndRemovedWhileTheGatewayRuns(Gateway gateway, Streams streams) throws Exception {
        gateway.stream("late", "transport = exec", "command = echo first; cat");
        gateway.awaitOpen("late");
        try (ThreadedStream late = streams.attach("late")) {
            late.from("earliest").readUntil("first\n", LIMIT);
            gateway.stream("late", "transport = exec", "command = echo second; cat");
            late.acrossSessions().readUntil("second\n", LIMIT);
        }
        gateway.removeStream("late");
        assertThat(gateway.state("late")).containsEntry("state", "closed");
    }

    @Test
    void offsetsGoOnAfterTheGatewayIsKilledAndStarted(Gateway gateway) throws Exception {
        gateway.stream("kept", ECHO);
        gateway.awaitOpen("kept");
        Found before;
        try (Streams streams = gateway.connect()) {
            ThreadedStream kept = streams.attach("kept");
            kept.write("before\n");
            before = kept.readUntil("before\n", LIMIT);
        }
        long pid = gateway.pid();
        gateway.kill();
        assertThatThrownBy(gateway::connect).hasMessageContaining("not running");
        gateway.start();
        assertThat(gateway.pid()).isNotEqualTo(pid);
        gateway.awaitOpen("kept");
        try (Streams streams = gateway.connect()) {
            ThreadedStream kept = streams.attach("kept");
            kept.write("after\n");
            Found after = kept.readUntil("after\n", LIMIT);
            assertThat(after.start()).isEqualTo(before.end());
            assertThat(kept.from(before.start()).readLine(LIMIT)).isEqualTo("before");
        }
    }

    @Test
    void aStreamThatDoesNotOpenSaysWhy(Gateway gateway) throws Exception {
        gateway.stream("wrong", "transport = tcp", "host = 127.0.0.1", "port = many");
        gateway.awaitState("wrong", "failed", LIMIT);
        assertThatThrownBy(() -> gateway.awaitState("wrong", "open", Duration.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("wrong", "not open", "failed", "port", "many");
        assertThatThrownBy(() -> gateway.awaitState("wrung", "open", Duration.ZERO))
                .hasMessageContainingAll("no such stream", "wrong");
    }

    @Test
    void aBundleIsDeployed(Gateway gateway, @TempDir Path folder) throws Exception {
        Path jar = folder.resolve("needy.jar");
        new TestBundle("needy").header("Import-Package", "com.example.missing").deploy(jar);
        gateway.deploy(jar);
        Awaitility.await().atMost(LIMIT).until(() -> gateway.log().contains("com.example.missing"));
    }

    @Test
    void filesAndNamesOutsideTheHomeAreRefused(Gateway gateway) {
        assertThatThrownBy(() -> gateway.file("../x.cfg", "")).hasMessageContaining("../x.cfg");
        assertThatThrownBy(() -> gateway.stream("a/b", "")).hasMessageContaining("a/b");
    }

    @Nested
    class NestedClass {

        @BeforeEach
        void setUp(@FromStream("echo") ThreadedStream echo) throws Exception {
            echo.write("set up\n");
        }

        @Test
        void aNestedClassUsesTheSameGateway(
                Gateway gateway, @FromStream(value = "echo", from = "-7") ThreadedStream echo) throws Exception {
            assertThat(echo.readUntil("set up\n", LIMIT).text()).isEqualTo("set up\n");
            assertThat(gateway.log()).contains("tstreams ready: 2 streams");
        }
    }
}
