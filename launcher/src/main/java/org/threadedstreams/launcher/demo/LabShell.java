package org.threadedstreams.launcher.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A shell with a few commands, {@code ./selftest} the one that takes a while. Runs on a thread of its own. */
final class LabShell extends LabCommand {

    private static final Duration STEP = Duration.ofMillis(250);
    private static final List<String> STEPS = List.of(
            "powering the board",
            "waiting for its boot loader",
            "testing memory, 512 MiB",
            "testing flash, 64 sectors",
            "testing the network, 1000 packets",
            "writing the report");

    @Override
    void run(InputStream input) throws IOException, InterruptedException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
        print("Welcome to the lab host. Commands: ./selftest, date, help, exit\n");
        while (true) {
            print("lab$ ");
            String line = lines.readLine();
            if (line == null || line.strip().equals("exit")) {
                return;
            }
            execute(line.strip());
        }
    }

    private void execute(String command) throws IOException, InterruptedException {
        switch (command) {
            case "" -> {}
            case "./selftest" -> selftest();
            case "date" -> print(LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + "\n");
            case "help" -> print("./selftest  tests the board, takes a second or two\ndate  help  exit\n");
            default -> print(command + ": not found\n");
        }
    }

    private void selftest() throws IOException, InterruptedException {
        for (int i = 0; i < STEPS.size(); i++) {
            print("selftest: step " + (i + 1) + " of " + STEPS.size() + ": " + STEPS.get(i) + " ... ");
            Thread.sleep(STEP.toMillis());
            print("ok\n");
        }
        print("selftest: Completed.\n");
    }
}
