package org.threadedstreams.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.faults.stream.Await;
import org.threadedstreams.rig.Folders;
import org.threadedstreams.rig.GatewayProcess;

/** What becomes of the processes of {@code exec} streams when the gateway itself ends. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ProcessesIT {

    @TempDir
    private Path folder;

    private GatewayProcess gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new GatewayProcess(Path.of(System.getProperty("tstreams.distribution")), folder.resolve("home"));
        gateway.start();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void aGatewayThatIsStoppedLeavesNone() throws Exception {
        long deaf = run("deaf", "trap '' TERM HUP INT; echo $$ > FILE; while :; do sleep 1; done");
        long child = run("child", "sleep 1000 & echo $! > FILE; wait");
        long reader = run("reader", "echo $$ > FILE; exec cat");

        gateway.close();

        assertThat(List.of(deaf, child, reader)).allMatch(ProcessesIT::hasEnded);
    }

    @Test
    void aGatewayThatIsKilledEndsTheirInput() throws Exception {
        long reader = run("reader", "echo $$ > FILE; exec cat");

        gateway.kill();

        Await.until("the process has ended", () -> hasEnded(reader));
    }

    /** Has a stream run a command; returns the id that it writes to its file. */
    private long run(String stream, String command) throws Exception {
        Path file = folder.resolve(stream);
        Folders.write(
                gateway.home().resolve("etc/stream-" + stream + ".cfg"),
                "transport = exec\ncommand = " + command.replace("FILE", file.toString()) + "\n");
        Await.until(
                stream + " runs",
                () -> Files.exists(file) && Files.readString(file).endsWith("\n"));
        return Long.parseLong(Files.readString(file).strip());
    }

    /** One that nobody has waited for yet has ended too. */
    private static boolean hasEnded(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (IOException gone) {
            return true;
        }
    }
}
