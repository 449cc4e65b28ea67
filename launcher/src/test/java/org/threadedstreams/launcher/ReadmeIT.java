package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.launcher.Processes.Running;

/** The README's ten minutes, as a newcomer pastes them, in a folder that looks like a checkout. */
@Timeout(300)
class ReadmeIT {

    /** What each line of the second terminal brings, the first one apart: a text of tail and attach, else a pattern. */
    private static final List<String> SAID = List.of(
            "(?s)instrument .*lab .*loader ",
            " V",
            "\\A\\z",
            "MEASURED [+]\\S+ V\\z",
            "(?s)step 6 of 6.*Completed[.]\\z",
            "tests the board",
            "(?s)WRITE_FAILED.*unread .*unsent 40000 bytes .*FIRMWARE IMAGE 1",
            "\\Ahttp://127[.]0[.]0[.]1:\\d+/.*token=");

    private static final List<Path> TOOLS = List.of(Path.of("/usr/bin/script"), Path.of("/usr/bin/python3"));

    @TempDir
    Path folder;

    private Processes processes;

    @BeforeEach
    void setUp() throws IOException {
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(TOOLS)
                    .as("without %s the README's ten minutes are not tested", TOOLS)
                    .allMatch(Files::isExecutable);
        }
        Files.createSymbolicLink(folder.resolve("launcher"), Processes.DISTRIBUTION);
        processes = new Processes(folder).with("HOME", folder.toString()).with("TERM", "xterm");
    }

    @AfterEach
    void tearDown() throws Exception {
        if (processes != null) {
            processes.close();
            Files.delete(folder.resolve("launcher"));
        }
    }

    @Test
    void everyLineOfTheTenMinutesDoesWhatItSays() throws Exception {
        String section = section("Ten minutes");
        List<String> blocks = blocks(section, "sh");
        assertThat(blocks).hasSize(3);
        Files.writeString(
                folder.resolve("mean.py"), blocks(section, "python mean\\.py").get(0));
        Running demo = paste("", blocks.get(0));
        demo.awaitOut("run on until Ctrl-C");

        List<String> lines = blocks.get(1).lines().toList();
        String first = lines.get(0);
        assertThat(lines).hasSize(1 + SAID.size());
        for (int i = 0; i < SAID.size(); i++) {
            String line = lines.get(i + 1);
            switch (line.split(" +")[1]) {
                case "tail" -> interrupted(paste(first, line), SAID.get(i));
                case "attach" -> attended(first, line, SAID.get(i));
                default -> assertThat(ended(paste(first, line))).as("%s", line).containsPattern(SAID.get(i));
            }
        }
        assertThat(ended(paste(first, blocks.get(2)))).matches("mean of 5 readings: [45]\\.\\d{4} V\n");
    }

    private static void interrupted(Running tail, String said) throws Exception {
        tail.awaitOut(said);
        // The program has replaced the shell.
        Process kill = new ProcessBuilder(
                        "/bin/kill", "-INT", String.valueOf(tail.process().pid()))
                .start();
        assertThat(kill.waitFor()).isZero();
        assertThat(tail.awaitExit().exitCode()).isEqualTo(130);
    }

    private void attended(String first, String line, String said) throws Exception {
        Path script = Files.writeString(folder.resolve("attach"), first + "\nexec " + line + "\n");
        Running terminal = start("script", "-qefc", "sh " + script, "/dev/null");
        terminal.awaitOut("attached to lab");
        OutputStream keys = terminal.process().getOutputStream();
        keys.write("help\r".getBytes(StandardCharsets.US_ASCII));
        keys.flush();
        terminal.awaitOut(said);
        keys.write("~.".getBytes(StandardCharsets.US_ASCII));
        keys.flush();
        assertThat(terminal.awaitExit().exitCode()).isZero();
    }

    /** What a command said that did not fail. */
    private static String ended(Running command) throws InterruptedException {
        assertThat(command.awaitExit().exitCode()).as("%s", command.err()).isZero();
        assertThat(command.err()).isEmpty();
        return command.out();
    }

    private Running paste(String before, String line) throws IOException {
        // As the shell that takes Ctrl-C: the program is the process that is signalled.
        String exec = line.contains("|") || line.startsWith("python3") ? "" : "exec ";
        return start("sh", "-c", before + "\n" + exec + line);
    }

    private Running start(String... command) throws IOException {
        List<String> inFolder = new ArrayList<>(List.of("/usr/bin/env", "-C", folder.toString()));
        inFolder.addAll(List.of(command));
        return processes.startCommand(inFolder);
    }

    private static String section(String heading) throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        int start = readme.indexOf("\n## " + heading + "\n");
        assertThat(start).as("the README has the section %s", heading).isPositive();
        return readme.substring(start, readme.indexOf("\n## ", start + 1));
    }

    private static List<String> blocks(String section, String kind) {
        return Pattern.compile("```" + kind + "\n(.*?)```", Pattern.DOTALL)
                .matcher(section)
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }
}
