package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;
import org.threadedstreams.client.ThreadedStream;
import org.threadedstreams.testkit.gateway.FromStream;
import org.threadedstreams.testkit.gateway.Gateway;
import org.threadedstreams.testkit.gateway.GatewayExtension;

/** What a person reads when a test with {@link GatewayExtension} fails. The nested classes are only run by these tests. */
@Timeout(180)
class GatewayExtensionFailuresIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class FailingTests {

        @RegisterExtension
        final GatewayExtension gateway = GatewayExtension.gateway();

        private static Path firstHome;

        @Test
        @Order(1)
        void fails(Gateway gateway) throws Exception {
            firstHome = gateway.home();
            gateway.stream("unreachable", "transport = tcp", "host = 127.0.0.1", "port = 1", "reconnect = false");
            gateway.awaitState("unreachable", "closed", LIMIT);
            fail("as it should");
        }

        @Test
        @Order(2)
        void hasAGatewayOfItsOwnAndWantsAStreamThatIsNotThere(@FromStream("nowhere") ThreadedStream stream) {
            fail("never called");
        }
    }

    @Test
    void theLogSinceTheTestBeganIsInTheFailureAndTheHomeIsDeleted() {
        Events tests = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(FailingTests.class))
                .execute()
                .testEvents();
        assertThat(tests.failed().count()).isEqualTo(2);
        List<String> failures =
                tests.failed().map(GatewayExtensionFailuresIT::report).toList();
        assertThat(failures.get(0))
                .contains("as it should", "Suppressed: ", "the gateway's log", "it runs as process")
                .contains("stream unreachable", "CONNECT_FAILED")
                // Before the test began.
                .doesNotContain("tstreams ready");
        assertThat(failures.get(1)).contains("nowhere", "there is no such stream", "Suppressed: ");
        assertThat(FailingTests.firstHome.getParent()).doesNotExist();
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstanceTests {

        @RegisterExtension
        final GatewayExtension gateway = GatewayExtension.gateway().environment("JAVA_OPTS", "-Dsome=thing");

        private long pid;

        @BeforeAll
        void setUp(Gateway gateway) {
            pid = gateway.pid();
        }

        @Test
        void usesTheGatewayOfTheClass(Gateway gateway) {
            assertThat(gateway.pid()).isEqualTo(pid);
            assertThat(ProcessHandle.of(pid).orElseThrow().info().arguments().orElseThrow())
                    .contains("-Dsome=thing");
        }
    }

    @Test
    void anInstanceFieldOfAClassWithOneInstanceIsOneGateway() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(OneInstanceTests.class))
                .execute()
                .testEvents()
                .assertStatistics(tests -> tests.started(1).succeeded(1));
    }

    static class UnstartableTests {

        @RegisterExtension
        static final GatewayExtension GATEWAY = GatewayExtension.gateway().file("etc/bridge.cfg", "port = many\n");

        @Test
        void isNotRun() {
            fail("never called");
        }
    }

    @Test
    void aGatewayThatDoesNotStartFailsTheClassAndSaysWhy() {
        Events containers = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(UnstartableTests.class))
                .execute()
                .containerEvents();
        assertThat(containers.failed().count()).isEqualTo(1);
        assertThat(containers.failed().map(GatewayExtensionFailuresIT::report).toList())
                .singleElement()
                .asString()
                .contains("the gateway did not become ready", "exit code 2", "bridge.cfg", "many");
    }

    private static String report(Event failed) {
        StringWriter report = new StringWriter();
        failed.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow()
                .printStackTrace(new PrintWriter(report));
        return report.toString();
    }

    static class EndlessTests {

        @RegisterExtension
        static final GatewayExtension GATEWAY = GatewayExtension.gateway();

        @Test
        void neverEnds(Gateway gateway) throws Exception {
            Path file = Path.of(System.getProperty("report"));
            Files.writeString(file.resolveSibling("new"), gateway.pid() + " " + gateway.home());
            Files.move(file.resolveSibling("new"), file);
            new CountDownLatch(1).await();
        }

        public static void main(String[] arguments) {
            EngineTestKit.engine("junit-jupiter")
                    .selectors(selectClass(EndlessTests.class))
                    .execute();
        }
    }

    @Test
    void theGatewayEndsWhenTheJvmOfTheTestsIsKilled() throws Exception {
        Path file = folder.resolve("report");
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Dreport=" + file,
                        "-Dtstreams.distribution=" + System.getProperty("tstreams.distribution"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        EndlessTests.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        ProcessHandle gateway;
        Path home;
        try {
            Awaitility.await().atMost(LIMIT).until(() -> Files.exists(file) || !jvm.isAlive());
            assertThat(file).as(() -> read(folder.resolve("out"))).exists();
            String[] report = Files.readString(file).split(" ", 2);
            gateway = ProcessHandle.of(Long.parseLong(report[0])).orElseThrow();
            home = Path.of(report[1]);
        } finally {
            jvm.destroyForcibly();
        }
        gateway.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        Awaitility.await().atMost(LIMIT).until(() -> Files.notExists(home.getParent()));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
