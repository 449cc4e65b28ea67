package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.launcher.Processes.Running;
import org.threadedstreams.testkit.gateway.Gateway;
import org.threadedstreams.testkit.gateway.GatewayExtension;

/**
 * The recipes in {@code examples/java}, against real pseudo-terminals: each as its first lines say to run it, and compiled
 * before for the outcomes that are left.
 */
@Timeout(180)
class RecipesIT {

    private static final Path EXAMPLES = Processes.DISTRIBUTION.resolve("examples/java");
    private static final Path PEERS = Path.of("src/test/peers").toAbsolutePath();
    private static final String LIBRARIES = Processes.DISTRIBUTION.resolve("lib") + "/*";

    @TempDir
    static Path classes;

    @RegisterExtension
    static final GatewayExtension GATEWAY =
            GatewayExtension.gateway().stream("shell", "transport = exec", "command = exec sh " + PEERS + "/shell.sh")
                    .stream("login", "transport = exec", "command = exec sh " + PEERS + "/login.sh");

    @TempDir
    Path folder;

    private Path home;
    private Processes processes;

    @BeforeAll
    static void compile(Gateway gateway) throws Exception {
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(Files.isExecutable(Path.of("/usr/bin/socat")))
                    .as("no socat: the recipes are not tested")
                    .isTrue();
        }
        gateway.stream(
                "board", "transport = exec", "command = exec sh " + PEERS + "/boot.sh " + classes.resolve("restarted"));
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-Xlint:all", "-Werror", "-cp"));
        try (Stream<Path> jars = Files.list(Processes.DISTRIBUTION.resolve("lib"));
                Stream<Path> sources = Files.list(EXAMPLES)) {
            arguments.add(String.join(":", jars.map(Path::toString).toList()));
            sources.map(Path::toString).forEach(arguments::add);
        }
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(result).isZero();
    }

    @BeforeEach
    void setUp(Gateway gateway) throws Exception {
        home = gateway.home();
        processes = new Processes(folder).with("LAB_PASSWORD", "open sesame");
        for (String stream : List.of("shell", "login", "board")) {
            gateway.awaitOpen(stream);
        }
    }

    @AfterEach
    void tearDown() throws InterruptedException {
        processes.close();
    }

    @Test
    void pagingCollectsAllPages() throws Exception {
        Running paging = source("Paging", "shell", "more boot.sh", "lab# ");
        assertThat(paging.out().strip())
                .isEqualTo(Files.readString(PEERS.resolve("boot.sh")).strip());
        assertThat(paging.exitCode()).isZero();
        // A pager that does not know how much is left.
        assertThat(compiled("Paging", List.of(), "shell", "seq 30 | more", "lab# ")
                        .out()
                        .lines())
                .hasSize(30)
                .endsWith("29", "30");
    }

    @Test
    void loginAnswersEachPromptAndThePasswordIsNotEchoed(Gateway gateway) throws Exception {
        Running login = source("Login", "login", "operator");
        assertThat(login.out()).contains("logged in as operator", "Welcome. login: 3 times today");
        assertThat(login.exitCode()).isZero();
        Running send = processes.run("send", "--home", gateway.home().toString(), "login", "\\n");
        assertThat(send.exitCode()).isZero();
        Running tail = processes.run(
                "tail", "--home", gateway.home().toString(), "login", "--from", "earliest", "--no-follow");
        assertThat(tail.out()).contains("operator").doesNotContain("open sesame");
    }

    @Test
    void loginSaysThatItWasRefused() throws Exception {
        Running login = compiled("Login", List.of(), "login", "stranger");
        assertThat(login.err()).contains("refused stranger");
        assertThat(login.exitCode()).isEqualTo(1);
    }

    @Test
    void echoIsNotTakenForTheAnswer() throws Exception {
        Running echo = source("Echo", "shell", "echo working; sleep 0.5; echo worked; false");
        assertThat(echo.out()).isEqualToNormalizingNewlines("working\nworked\n");
        assertThat(echo.exitCode()).isEqualTo(1);
    }

    @Test
    void outcomesAreToldApart() throws Exception {
        assertThat(source("Outcomes", "shell", "./selftest.sh pass").out()).isEqualTo("passed\n");
        Running failed = compiled("Outcomes", List.of(), "shell", "./selftest.sh fail");
        assertThat(failed.out()).isEqualTo("failed, because of sensor 3 does not answer\n");
        assertThat(failed.exitCode()).isEqualTo(1);
        Running unknown = compiled("Outcomes", List.of(), "shell", "./self-test.sh");
        assertThat(unknown.out()).isEqualTo("the device has no ./self-test.sh\n");
    }

    @Test
    void outcomesIncludeTheTimeoutAndTheEndOfTheConnection() throws Exception {
        Running hung = compiled("Outcomes", List.of("-DlimitSeconds=1"), "shell", "./selftest.sh hang");
        assertThat(hung.out()).startsWith("no result within 1 s").contains("testing memory ...");
        assertThat(hung.exitCode()).isEqualTo(3);
        Running lost = compiled("Outcomes", List.of(), "shell", "./selftest.sh die");
        assertThat(lost.out()).startsWith("the connection ended").contains("testing memory ...");
        assertThat(lost.exitCode()).isEqualTo(4);
    }

    @Test
    void bootIsFollowedStageByStageThroughABrokenConnection() throws Exception {
        Running boot = source("Boot", "board", "reboot");
        assertThat(boot.exitCode()).as(boot.out() + boot.err()).isZero();
        assertThat(boot.out().lines().map(line -> line.replaceAll(" after \\d+ ms", "")))
                .containsExactly("boot loader", "kernel", "file systems", "login prompt");
    }

    @Test
    void bootSaysWhichStageDidNotComeAndWhatCameInstead() throws Exception {
        Running panic = compiled("Boot", List.of(), "board", "reboot panic");
        assertThat(panic.exitCode()).isEqualTo(1);
        assertThat(panic.out()).contains("kernel after", "panic before: file systems", "no root file system");
        Running hung = compiled("Boot", List.of("-DlimitSeconds=2"), "board", "reboot hang");
        assertThat(hung.exitCode()).isEqualTo(1);
        assertThat(hung.out()).contains("kernel after", "not reached", "file systems", "driver 299");
    }

    private Running source(String program, String... arguments) throws IOException, InterruptedException {
        return run(List.of(), LIBRARIES, EXAMPLES.resolve(program + ".java").toString(), arguments);
    }

    private Running compiled(String program, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        return run(options, LIBRARIES + ":" + classes, program, arguments);
    }

    /** @param arguments the stream, and what else the program wants */
    private Running run(List<String> options, String classPath, String program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, program, home.toString()));
        command.addAll(List.of(arguments));
        return processes.startCommand(command).awaitExit();
    }
}
