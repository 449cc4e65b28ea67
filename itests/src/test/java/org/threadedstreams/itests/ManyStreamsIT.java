package org.threadedstreams.itests;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.Test;
import org.threadedstreams.itests.peer.ExecPeer;
import org.threadedstreams.itests.peer.ManyPorts;
import org.threadedstreams.itests.peer.SshPeer;
import org.threadedstreams.itests.peer.TcpPeer;
import org.threadedstreams.itests.support.GatewayTest;
import org.threadedstreams.itests.support.Published;
import org.threadedstreams.itests.support.StreamUnderTest;

/**
 * Many streams of one kind whose files appear at the same moment, as when a lab is switched on. The goal is that {@value #STREAMS}
 * are open within two seconds on a machine with nothing else to do; what it took is printed.
 */
public class ManyStreamsIT extends GatewayTest {

    private static final int STREAMS = 48;
    private static final Duration LIMIT_ON_A_BUSY_MACHINE = Duration.ofSeconds(20);

    @Test
    public void tcpStreams() throws Exception {
        TcpPeer peer = gateway.closing(new TcpPeer());
        openAtOnce("tcp", copies(peer.configuration()));
    }

    @Test
    public void sshStreams() throws Exception {
        SshPeer peer = gateway.closing(new SshPeer(folder()));
        openAtOnce("ssh", copies(peer.configurationOf("exec cat")));
    }

    @Test
    public void serialStreams() throws Exception {
        ManyPorts ports = gateway.closing(new ManyPorts(folder().getParent(), STREAMS));
        openAtOnce("serial", ports.paths().stream().map(ManyStreamsIT::serial).toList());
    }

    private static String[] serial(Path path) {
        return new String[] {"transport = serial", "port = " + path};
    }

    @Test
    public void execStreams() throws Exception {
        openAtOnce("exec", copies(ExecPeer.configuration("exec cat")));
    }

    private static List<String[]> copies(String[] configuration) {
        return IntStream.range(0, STREAMS).mapToObj(i -> configuration).toList();
    }

    private void openAtOnce(String kind, List<String[]> configurations) throws Exception {
        Published states = gateway.published("streams.state");
        List<StreamUnderTest> streams = new ArrayList<>();
        long saved = micros();
        for (String[] configuration : configurations) {
            StreamUnderTest stream = gateway.stream(kind + streams.size());
            streams.add(stream);
            stream.configure(configuration);
        }
        Awaitility.await()
                .atMost(LIMIT_ON_A_BUSY_MACHINE.multipliedBy(3))
                .until(() -> times(states, "open").size() == STREAMS);

        long last = times(states, "open").stream().max(Long::compare).orElseThrow();
        long first = times(states, "connecting").stream().min(Long::compare).orElseThrow();
        System.out.printf(
                "%d %s streams: the last is open %d ms after the first file was saved, %d ms after the first began to connect%n",
                STREAMS, kind, (last - saved) / 1_000, (last - first) / 1_000);
        assertThat(Duration.of(last - saved, ChronoUnit.MICROS)).isLessThan(LIMIT_ON_A_BUSY_MACHINE);
        allWrite(streams);
        for (StreamUnderTest stream : streams) {
            stream.remove();
        }
        for (StreamUnderTest stream : streams) {
            stream.awaitState("closed");
        }
    }

    private static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private static List<Long> times(Published states, String state) {
        return states.json().stream()
                .filter(status -> status.getString("state").equals(state))
                .map(status -> status.getLong("time"))
                .toList();
    }

    private static void allWrite(List<StreamUnderTest> streams) {
        List<CompletableFuture<JsonObject>> writes = streams.stream()
                .map(stream -> stream.startWrite(new byte[] {'\n'}))
                .toList();
        for (CompletableFuture<JsonObject> write : writes) {
            assertThat(StreamUnderTest.outcomeOf(write)).isEmpty();
        }
    }
}
