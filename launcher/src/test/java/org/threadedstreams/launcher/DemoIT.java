package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.launcher.Processes.Running;

@Timeout(300)
class DemoIT {

    @TempDir
    Path folder;

    private Processes processes;

    @BeforeEach
    void setUp() {
        processes = new Processes(folder);
    }

    @AfterEach
    void tearDown() throws InterruptedException {
        processes.close();
    }

    @Test
    void theTourShowsEverything() throws Exception {
        Running demo = processes.run("demo", "--once");
        assertThat(demo.exitCode()).as("%s%s", demo.out(), demo.err()).isZero();
        assertThat(demo.out())
                .contains("tstreams ready: 3 streams")
                .contains("DEMO METER")
                .contains("selftest: Completed.")
                .contains("WRITE_FAILED")
                // Both halves, as hex dumps.
                .contains("|loader 2.1: send|")
                .contains("|FIRMWARE IMAGE 1|")
                .contains("Now you");
        Path home = Path.of(demo.out().lines().findFirst().orElseThrow().replaceAll(".*Home folder: ", ""));
        assertThat(home).as("its own folder is gone").doesNotExist();
    }

    @Test
    void itRunsOnUntilItIsStoppedAndCanBeRepeatedOnTheSameHome() throws Exception {
        Path home = folder.resolve("home");
        Running first = processes.start("--home", home.toString(), "demo");
        first.awaitOut("run on until Ctrl-C");
        Running list = processes.run("list", "--home", home.toString());
        assertThat(list.out()).contains("instrument", "lab", "loader");
        first.process().destroy();
        assertThat(first.awaitExit().exitCode()).isZero();
        String file = Files.readString(home.resolve("etc/stream-lab.cfg"));
        assertThat(file).contains("$[secret:demo-password]");
        Running second = processes.run("demo", "--once", "--home", home.toString());
        assertThat(second.exitCode()).as("%s%s", second.out(), second.err()).isZero();
        assertThat(Files.readString(home.resolve("etc/stream-lab.cfg"))).isEqualTo(file);
        String secret = Files.readString(home.resolve("secrets/demo-password")).strip();
        assertThat(Files.readString(home.resolve("data/log/gateway.log"))).doesNotContain(secret);
        assertThat(first.out() + second.out() + list.out()).doesNotContain(secret);
    }

    @Test
    void aFileOfItsUserIsNotTouched() throws Exception {
        Path home = Processes.home(folder.resolve("home"));
        Path file = home.resolve("etc/stream-lab.cfg");
        Files.writeString(file, "transport = tcp\nhost = 127.0.0.1\nport = 1\n");
        Running demo = processes.run("demo", "--once", "--home", home.toString());
        assertThat(demo.exitCode()).isEqualTo(2);
        assertThat(demo.err()).contains(file.toString(), "--home");
        assertThat(Files.readString(file)).startsWith("transport = tcp");
    }

    @Test
    void ctrlCInTheTourEndsIt() throws Exception {
        Running demo = processes.start("demo", "--home", folder.resolve("home").toString());
        demo.awaitOut("tstreams ready");
        Running kill = processes
                .startCommand(
                        List.of("kill", "-INT", String.valueOf(demo.process().pid())))
                .awaitExit();
        assertThat(kill.exitCode()).isZero();
        assertThat(demo.awaitExit().exitCode()).isEqualTo(130);
    }
}
