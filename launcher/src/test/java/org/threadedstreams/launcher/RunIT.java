package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.launcher.Processes.Running;

@Timeout(300)
class RunIT {

    /** What the contract allows for a stop, and a little for this test to notice it. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(12);

    @TempDir
    Path folder;

    private Processes processes;
    private Path home;

    @BeforeEach
    void setUp() throws IOException {
        processes = new Processes(folder);
        home = Processes.home(folder.resolve("home"));
    }

    @AfterEach
    void tearDown() throws InterruptedException {
        processes.close();
    }

    @Test
    void theReadyLineIsAllThereIsOnStdout() throws Exception {
        // Nobody listens there: ready means that the streams answer, connected or not.
        Files.writeString(home.resolve("etc/stream-one.cfg"), "transport = tcp\nhost = 127.0.0.1\nport = 1\n");
        Files.writeString(home.resolve("etc/stream-two.cfg"), "transport = nosuchtransport\n");
        Running gateway = processes.gateway(home);
        assertThat(gateway.out())
                .matches(
                        "tstreams ready: 2 streams, bridge 127\\.0\\.0\\.1:\\d+, web http://127\\.0\\.0\\.1:\\d+/, home "
                                + home + "\n");
        Map<String, Object> file = JSON.std.mapFrom(Files.readString(home.resolve("data/gateway.json")));
        assertThat(file.get("pid")).isEqualTo((int) gateway.process().pid());
        assertThat(gateway.out()).contains("bridge " + file.get("bridge") + ",");
        assertThat(file).containsKey("version");
        stop(gateway);
        assertThat(gateway.out().lines()).hasSize(1);
        assertThat(Files.readString(home.resolve("data/log/gateway.log"))).contains("stream one");
    }

    @Test
    void nettyMakesArraysWithoutFillingThemFirst() throws Exception {
        // It asks for a package of the JDK, which the script opens and which the framework has to find.
        processes = new Processes(folder, LoudDistribution.in(folder.resolve("loud")));
        stop(processes.gateway(home));
        assertThat(Files.readString(home.resolve("data/log/gateway.log")))
                .contains("allocateUninitializedArray(int): available");
    }

    @Test
    void sigtermStopsItInGoodOrder() throws Exception {
        Running gateway = processes.gateway(home);
        assertThat(home.resolve("data/gateway.json")).exists();
        stop(gateway);
        assertThat(gateway.exitCode()).isZero();
        assertThat(home.resolve("data/gateway.json")).doesNotExist();
    }

    @Test
    void sigtermDuringTheStartStopsItToo() throws Exception {
        Running gateway = processes.start("run", "--home", home.toString());
        gateway.awaitErr("INFO");
        stop(gateway);
        assertThat(home.resolve("data/gateway.json")).doesNotExist();
    }

    @Test
    void aBundleThatHangsIsNamedAndDoesNotHoldUpTheStop() throws Exception {
        Running gateway = processes.gateway(home);
        new TestBundle("hanging")
                .header("Bundle-Activator", HangingActivator.class.getName())
                .header("Import-Package", "org.osgi.framework")
                .with(HangingActivator.class)
                .deploy(home.resolve("deploy/hanging.jar"));
        gateway.awaitErr("Started bundle: deploy/hanging.jar");
        stop(gateway);
        assertThat(gateway.exitCode()).isEqualTo(2);
        assertThat(gateway.err()).contains("hangs in bundle hanging", HangingActivator.class.getName());
        assertThat(home.resolve("data/gateway.json")).doesNotExist();
    }

    @Test
    void aSecondGatewayOnTheSameHomeNamesTheFirst() throws Exception {
        Running first = processes.gateway(home);
        Running second = processes.run("run", "--home", home.toString());
        assertThat(second.exitCode()).isEqualTo(2);
        assertThat(second.err()).contains("process " + first.process().pid(), home.toString(), "--home");
        assertThat(second.err().lines()).hasSize(1);
        assertThat(second.out()).isEmpty();
        assertThat(first.process().isAlive()).isTrue();
        assertThat(home.resolve("data/gateway.json")).exists();
    }

    @Test
    void aKilledGatewayLeavesNothingInTheWay() throws Exception {
        Running first = processes.gateway(home);
        first.process().destroyForcibly();
        first.awaitExit();
        Running list = processes.run("list", "--home", home.toString());
        assertThat(list.exitCode()).isEqualTo(2);
        assertThat(list.err()).contains("not running");
        Running second = processes.gateway(home);
        assertThat(JSON.std.mapFrom(Files.readString(home.resolve("data/gateway.json"))))
                .containsEntry("pid", (int) second.process().pid());
    }

    @Test
    void aBusyBridgePortNamesTheFileToEdit() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(home.resolve("etc/bridge.cfg"), "port = " + busy.getLocalPort() + "\n");
            Running gateway = processes.run("run", "--home", home.toString());
            assertThat(gateway.exitCode()).isEqualTo(2);
            assertThat(gateway.err().lines().filter(line -> line.startsWith("tstreams: ")))
                    .as("%s", gateway.err())
                    .singleElement()
                    .asString()
                    .contains(String.valueOf(busy.getLocalPort()), "etc/bridge.cfg");
            assertThat(gateway.out()).isEmpty();
            assertThat(home.resolve("data/gateway.json")).doesNotExist();
        }
    }

    @Test
    void anUnresolvedBundleIsOneLineWithTheRemedy() throws Exception {
        Running gateway = processes.gateway(home);
        new TestBundle("needy")
                .header("Import-Package", "com.acme.missing;version=\"[1.2,2)\"")
                .deploy(home.resolve("deploy/needy.jar"));
        gateway.awaitErr("deploy/needy.jar cannot be used");
        // Others come and go meanwhile: that must not repeat it.
        new TestBundle("other").deploy(home.resolve("deploy/other.jar"));
        gateway.awaitErr("Started bundle: deploy/other.jar");
        new TestBundle("failing")
                .header("Bundle-Activator", FailingActivator.class.getName())
                .header("Import-Package", "org.osgi.framework")
                .with(FailingActivator.class)
                .deploy(home.resolve("deploy/failing.jar"));
        gateway.awaitErr("deploy/failing.jar does not start");
        assertThat(gateway.err().lines().filter(line -> line.contains("needy.jar")))
                .singleElement()
                .asString()
                .contains("com.acme.missing >= 1.2.0 and < 2.0.0", "drop a bundle that exports it into deploy/");
        assertThat(gateway.err().lines().filter(line -> line.contains("deploy/failing.jar")))
                .singleElement()
                .asString()
                .contains("no license file");
        // The remedy helps.
        new TestBundle("exporter")
                .header("Export-Package", "com.acme.missing;version=\"1.5\"")
                .deploy(home.resolve("deploy/exporter.jar"));
        gateway.awaitErr("Started bundle: deploy/needy.jar");
        stop(gateway);
    }

    @Test
    void itRunsOnJava25() throws Exception {
        Optional<Path> java = java25();
        assumeThat(java).as("no JDK 25 under /usr/lib/jvm: not tested with it").isPresent();
        processes.with("JAVA_HOME", java.get().toString());
        Running gateway = processes.gateway(home);
        stop(gateway);
        assertThat(gateway.exitCode()).isZero();
        assertThat(gateway.err()).doesNotContain("WARNING");
    }

    private static Optional<Path> java25() throws IOException {
        Path folder = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> javas = Files.list(folder)) {
            return javas.filter(java -> java.getFileName().toString().contains("25"))
                    .filter(java -> Files.isExecutable(java.resolve("bin/java")))
                    .findFirst();
        }
    }

    private static void stop(Running gateway) throws InterruptedException {
        Instant start = Instant.now();
        gateway.process().destroy();
        gateway.awaitExit();
        assertThat(Duration.between(start, Instant.now())).isLessThan(STOP_LIMIT);
    }
}
