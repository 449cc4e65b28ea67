package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.launcher.Processes.Running;

/** The command line as a shell script uses it, before a real TCP peer: every exit code, and where what is said goes. */
@Timeout(300)
class ScriptIT {

    /** Runs a command, compares its exit code, and says which way its words went. */
    private static final String SCRIPT = """
            set -u
            tstreams=$1 home=$2 folder=$3
            expect_code() {
                wanted=$1; shift
                "$tstreams" --home "$home" "$@" > "$folder/o" 2> "$folder/e" < /dev/null
                code=$?
                [ $code = $wanted ] && echo "ok $code: $*" || echo "FAILED, $code and not $wanted: $*: $(cat "$folder/e")"
                [ $code != 2 ] || [ ! -s "$folder/o" ] || echo "FAILED, words of a failure on stdout: $*"
                [ $code != 2 ] || [ -s "$folder/e" ] || echo "FAILED, nothing said: $*"
            }
            # One line on stderr, which says what to do.
            one_line() {
                words=$1; shift
                expect_code 2 "$@"
                [ $(wc -l < "$folder/e") = 1 ] || echo "FAILED, more than a line: $*: $(cat "$folder/e")"
                grep -q "$words" "$folder/e" || echo "FAILED, no $words: $*: $(cat "$folder/e")"
            }
            expect_code 0 list
            expect_code 0 list --json
            expect_code 0 send device 'hello\\n'
            expect_code 0 tail device --no-follow
            expect_code 0 expect device 'wel+come' --from earliest
            expect_code 0 errors device
            expect_code 0 web
            expect_code 0 --help
            expect_code 0 --version
            expect_code 1 expect device 'never' --timeout 0.1s
            expect_code 2 expect device '(' --timeout 0.1s
            expect_code 2 expect device x --timeout soon
            for command in 'tail devise' 'send devise x' 'expect devise x' 'errors devise'; do
                one_line 'NO_SUCH_STREAM: .*did you mean device?' $command
            done
            expect_code 2 send device '\\q'
            expect_code 2 tail device --from yesterday
            expect_code 2 attach device
            expect_code 2 run
            expect_code 2 nonsense
            home=$folder/nowhere
            for command in list web; do
                one_line 'tstreams run' $command
            done
            home=$2
            echo broken > "$home/data/token"
            for command in list 'tail device' 'send device x' 'expect device x' errors ports; do
                one_line 'unauthorized: .* data/token' $command
            done
            """;

    @TempDir
    Path folder;

    private Processes processes;
    private Path home;
    private ServerSocket server;

    @BeforeEach
    void setUp() throws IOException {
        processes = new Processes(folder);
        home = Processes.home(folder.resolve("home"));
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.setSoTimeout((int) Processes.LIMIT.toMillis());
        Files.writeString(
                home.resolve("etc/stream-device.cfg"),
                "transport = tcp\nhost = 127.0.0.1\nport = " + server.getLocalPort() + "\n");
    }

    @AfterEach
    void tearDown() throws Exception {
        server.close();
        processes.close();
    }

    @Test
    void exitCodesAreAsDocumented() throws Exception {
        processes.gateway(home);
        try (Socket peer = server.accept()) {
            peer.getOutputStream().write("welcome\n".getBytes(StandardCharsets.US_ASCII));
            processes
                    .run("expect", "--home", home.toString(), "device", "welcome", "--from", "earliest")
                    .awaitExit();
            Path script = Files.writeString(folder.resolve("script"), SCRIPT);
            Running run = processes
                    .startCommand(List.of(
                            "/bin/sh",
                            script.toString(),
                            Processes.DISTRIBUTION.resolve("bin/tstreams").toString(),
                            home.toString(),
                            folder.toString()))
                    .awaitExit();
            assertThat(run.out()).doesNotContain("FAILED").contains("ok 1: expect", "ok 2: run");
            assertThat(run.out().lines().filter(line -> line.startsWith("ok "))).hasSize(29);
            assertThat(run.err()).isEmpty();
        }
    }

    @Test
    void ctrlCEndsATailWith130() throws Exception {
        processes.gateway(home);
        try (Socket peer = server.accept()) {
            peer.getOutputStream().write("x".getBytes(StandardCharsets.US_ASCII));
            Running tail = processes.start("tail", "--home", home.toString(), "device", "--from", "earliest");
            tail.awaitOut("x");
            processes
                    .startCommand(List.of(
                            "/bin/kill", "-INT", String.valueOf(tail.process().pid())))
                    .awaitExit();
            assertThat(tail.awaitExit().exitCode()).isEqualTo(130);
        }
    }

    @Test
    void aShellCompletesCommandsAndOptions() throws Exception {
        Running completion = processes.run("generate-completion");
        assertThat(completion.exitCode()).isZero();
        Path script = Files.writeString(folder.resolve("completion"), completion.out());
        Running bash = processes
                .startCommand(
                        List.of(
                                "/bin/bash",
                                "-c",
                                "source " + script
                                        + "; COMP_WORDS=(tstreams ta); COMP_CWORD=1; _complete_tstreams; echo \"${COMPREPLY[@]}\""
                                        + "; COMP_WORDS=(tstreams tail --f); COMP_CWORD=2; _complete_tstreams; echo \"${COMPREPLY[@]}\""))
                .awaitExit();
        assertThat(bash.out().lines()).first().isEqualTo("tail");
        assertThat(bash.out()).contains("--from");
    }
}
