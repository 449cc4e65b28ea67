package org.threadedstreams.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.Before;
import org.junit.Test;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.gateway.GatewayPart;
import org.threadedstreams.client.Found;
import org.threadedstreams.client.Receipt;
import org.threadedstreams.client.Streams;
import org.threadedstreams.client.ThreadedStream;
import org.threadedstreams.itests.peer.Far;
import org.threadedstreams.itests.peer.SshPeer;
import org.threadedstreams.itests.peer.TcpPeer;
import org.threadedstreams.itests.support.BundleCompiler;
import org.threadedstreams.itests.support.GatewayTest;
import org.threadedstreams.itests.support.Services;
import org.threadedstreams.itests.support.StreamUnderTest;

/** The consumer's handle: as an OSGi service, and as the README's program has it, in a JVM of its own over the bridge. */
public class HandleIT extends GatewayTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String PROGRAM = "program/SelfTest.java";

    private Streams streams;

    @Override
    protected void prepare(Path home) throws Exception {
        new BundleCompiler(home).bundle("program", "1.0.0", Map.of(PROGRAM, BundleCompiler.readme(PROGRAM)));
    }

    @Before
    public void findService() {
        streams = Services.await(Streams.class);
    }

    private ThreadedStream attach(String name) throws Exception {
        return gateway.closing(streams.attach(name));
    }

    private static <T> FutureTask<T> waiting(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "waiting");
        thread.start();
        Awaitility.await().atMost(SOON).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return task;
    }

    @Test
    public void aCommandIsAnsweredAndOldOutputDoesNotAnswerIt() throws Exception {
        TcpPeer peer = gateway.closing(new TcpPeer());
        Far far = open(gateway.stream("handled"), peer);
        ThreadedStream handle = attach("handled");
        far.send("Completed. before\n");
        assertThat(handle.readUntil("before\n", SOON).from()).isZero();
        Receipt receipt = handle.write("go\n");
        assertThat(far.read(3)).asString().isEqualTo("go\n");
        far.send("working\nComp");
        far.send("leted. rest");
        Found found = handle.from(receipt).readUntil("Completed.", SOON);
        assertThat(found.before()).isEqualTo("working\n");
        assertThat(handle.readUntil("rest", SOON).start()).isEqualTo(found.end() + 1);
    }

    @Test
    public void aBrokenConnectionEndsAWaitWithBothHalvesAndTheHandleGoesOn() throws Exception {
        TcpPeer peer = gateway.closing(new TcpPeer());
        Far far = open(gateway.stream("broken"), peer);
        ThreadedStream handle = attach("broken");
        FutureTask<Found> wait = waiting(() -> handle.readUntil("login: ", SOON));
        FutureTask<Found> across = waiting(() -> handle.acrossSessions().readUntil("login: ", SOON));
        far.send("panic");
        far.breakOff();
        StreamException end = (StreamException) catchThrowableOfType(
                        java.util.concurrent.ExecutionException.class, () -> wait.get(60, TimeUnit.SECONDS))
                .getCause();
        assertThat(end.code()).isIn(StreamCode.READ_FAILED, StreamCode.END_OF_STREAM);
        assertThat(end.unread().to()).isLessThanOrEqualTo(5);
        Far again = peer.accept();
        again.send("login: ");
        assertThat(across.get(60, TimeUnit.SECONDS).before()).isIn("panic", "");
    }

    @Test
    public void anUnknownStreamIsToldWithTheNearestName() throws Exception {
        StreamUnderTest console = gateway.stream("console");
        console.configure(gateway.closing(new TcpPeer()).configuration());
        console.awaitStatus(status -> true);
        assertThat(catchThrowableOfType(StreamException.class, () -> streams.attach("consol")))
                .hasMessageContaining("NO_SUCH_STREAM")
                .hasMessageContaining("did you mean console?");
    }

    @Test
    public void theReadmesProgramRunsItsSelfTestOverSsh() throws Exception {
        SshPeer peer = gateway.closing(new SshPeer(folder()));
        StreamUnderTest lab = gateway.stream("lab");
        Far far = open(lab, peer);
        far.send("Completed. long ago\n");
        Process good = program("good");
        assertThat(far.read(10)).asString().isEqualTo("self-test\n");
        far.send("RAM ok\nCompleted. 3 passed\n");
        assertThat(good.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output("good")).isEqualTo("it said: RAM ok\n\nand then:  3 passed\n\n");

        Process bad = program("bad");
        assertThat(far.read(10)).asString().isEqualTo("self-test\n");
        far.send("RAM bad at 0x1000\n");
        lab.awaitStatus(status -> status.getLong("end")
                == "Completed. long ago\nRAM ok\nCompleted. 3 passed\nRAM bad at 0x1000\n".length());
        far.breakOff();
        assertThat(bad.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output("bad"))
                .matches("(READ_FAILED|END_OF_STREAM), unread: RAM bad at 0x1000\n\nunsent: 0 bytes\n");
        assertThat(bad.exitValue()).isEqualTo(1);
    }

    /** Runs the README's program on this gateway's home, with nothing but the distribution's {@code lib/}. */
    private Process program(String run) throws Exception {
        Path home = gateway.home();
        String bridge = Services.property("(" + GatewayPart.PART + "=" + GatewayPart.BRIDGE + ")", GatewayPart.ADDRESS);
        Files.writeString(
                home.resolve("data/gateway.json"),
                "{\"pid\":" + ProcessHandle.current().pid() + ",\"bridge\":\"" + bridge + "\"}\n");
        Path libraries = Path.of(System.getProperty("tstreams.distribution"), "lib");
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        home.resolve("jars/program-1.0.0.jar") + ":" + libraries + "/*",
                        "program.SelfTest",
                        home.toString()))
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(run).toFile())
                .start();
    }

    private String output(String run) throws Exception {
        return Files.readString(gateway.home().resolve(run));
    }
}
