package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class CommandLineIT {

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
    void helpNamesEveryCommandOnStdout() throws Exception {
        Processes.Running help = processes.run("--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("demo", "run", "list", "tail", "send", "shell", "--home");
        assertThat(help.err()).isEmpty();
        Processes.Running tail = processes.run("tail", "--help");
        assertThat(tail.exitCode()).isZero();
        assertThat(tail.out()).contains("--from", "--timestamps", "--hex", "--[no-]follow");
    }

    @Test
    void helpIsColouredOnATerminalThatMayHaveColoursOnly() throws Exception {
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(Files.isExecutable(Path.of("/usr/bin/script")))
                    .as("no /usr/bin/script: colours are not tested")
                    .isTrue();
        }
        for (String command : List.of("tail --help", "nosuchcommand")) {
            processes.with("TERM", "xterm");
            assertThat(onTerminal("", command)).as("%s", command).contains("\u001b[");
            assertThat(onTerminal("NO_COLOR=1", command)).as("%s", command).doesNotContain("\u001b");
            Processes.Running piped = processes.run(command.split(" "));
            assertThat(piped.out() + piped.err()).as("%s", command).doesNotContain("\u001b");
        }
    }

    private String onTerminal(String variable, String command) throws Exception {
        return processes
                .startCommand(List.of(
                        "/usr/bin/script",
                        "-qec",
                        variable + " '" + Processes.DISTRIBUTION.resolve("bin/tstreams") + "' " + command,
                        "/dev/null"))
                .awaitExit()
                .out();
    }

    @Test
    void versionIsThatOfTheDistribution() throws Exception {
        Processes.Running version = processes.run("--version");
        assertThat(version.exitCode()).isZero();
        assertThat(Processes.DISTRIBUTION.getFileName().toString())
                .isEqualTo(version.out().strip().replace(' ', '-'));
    }

    @Test
    void wrongUsageIsExitCodeTwoWithTheReasonOnStderr() throws Exception {
        for (String wrong : List.of("nosuchcommand", "list --nosuchoption", "send onlyname", "tail", "")) {
            Processes.Running run = processes.run(wrong.isEmpty() ? new String[0] : wrong.split(" "));
            assertThat(run.exitCode()).as("%s", wrong).isEqualTo(2);
            assertThat(run.err()).as("%s", wrong).isNotBlank();
            assertThat(run.out()).as("%s", wrong).isEmpty();
        }
    }

    @Test
    void withoutAGatewayCommandsSayHowToStartOne() throws Exception {
        for (String command :
                List.of("list", "list --json", "tail x", "send x y", "expect x y", "errors", "errors x")) {
            Processes.Running run = processes.run(("--home " + folder + " " + command).split(" "));
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("not running", folder.toString(), "tstreams run");
            assertThat(run.err().lines()).hasSize(1);
        }
    }

    @Test
    void theScriptWorksThroughALinkAndFromAnyFolder() throws Exception {
        Path link = Files.createSymbolicLink(
                Files.createDirectory(folder.resolve("a folder")).resolve("ts"),
                Processes.DISTRIBUTION.resolve("bin/tstreams"));
        Processes.Running version =
                processes.startCommand(List.of(link.toString(), "--version")).awaitExit();
        Files.delete(link);
        assertThat(version.err()).isEmpty();
        assertThat(version.exitCode()).isZero();
    }

    @Test
    void anOldJavaIsNamed() throws Exception {
        Path java = fakeJava("11.0.2");
        Processes.Running run = processes.with("JAVA_HOME", java.toString()).run("--version");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("11.0.2", "17", java.toString());
    }

    @Test
    void aMissingJavaIsNamed() throws Exception {
        Processes.Running run = processes
                .with("JAVA_HOME", folder.resolve("nothing").toString())
                .run("--version");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("JAVA_HOME", folder.resolve("nothing").toString());
    }

    private Path fakeJava(String version) throws IOException {
        Path home = folder.resolve("java");
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("bin/java"), "#!/bin/sh\necho must not run\n");
        assertThat(home.resolve("bin/java").toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }
}
