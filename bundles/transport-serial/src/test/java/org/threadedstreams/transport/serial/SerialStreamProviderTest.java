package org.threadedstreams.transport.serial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.threadedstreams.api.InvalidOptionException;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.StreamProvider;
import org.threadedstreams.testkit.Peer;
import org.threadedstreams.testkit.PeerConnection;
import org.threadedstreams.testkit.StreamProviderContract;
import org.threadedstreams.testkit.Target;
import org.threadedstreams.testkit.WatchedConnection;

class SerialStreamProviderTest extends StreamProviderContract {

    @TempDir
    private Path folder;

    /** What {@link #openWith} opened. */
    private WatchedConnection last;

    @Override
    protected StreamProvider<?> provider() {
        return new SerialStreamProvider();
    }

    @Override
    protected Peer startPeer() throws IOException {
        return PtyPeer.start();
    }

    @Override
    protected int bulkBytes() {
        return 2 << 20;
    }

    @Override
    protected int races() {
        return 40;
    }

    // Stalled and unplugged

    @Test
    void aStalledPeerCostsNoProcessorTimeAndCloseWorksAtOnce() throws Exception {
        WatchedConnection connection = openAndResume();
        CompletionStage<Integer> stuck = writeUntilStuck(connection);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long writer = threadId("stream-contract-write");
        long reader = threadId("stream-contract-read");

        long before = threads.getThreadCpuTime(writer) + threads.getThreadCpuTime(reader);
        long start = System.nanoTime();
        await().pollDelay(Duration.ofSeconds(2))
                .until(() -> !stuck.toCompletableFuture().isDone());
        long used = threads.getThreadCpuTime(writer) + threads.getThreadCpuTime(reader) - before;
        assertThat((double) used / (System.nanoTime() - start))
                .as("share of a core")
                .isLessThan(0.01);

        long closing = System.nanoTime();
        close(connection);
        assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(1));
        assertThat(assertFails(stuck).doubtful()).isTrue();
    }

    @Test
    void reopeningAfterAStalledPeerSendsNothingOfBefore() throws Exception {
        WatchedConnection first = openAndResume();
        writeUntilStuck(first);
        close(first);

        WatchedConnection second = openAndResume();
        CompletableFuture<byte[]> arriving = inBackground(() -> {
            byte[] all = new byte[0];
            while (!new String(all, UTF_8).contains("fresh")) {
                all = readMore(all);
            }
            return all;
        });
        second.writeAll("fresh".getBytes(UTF_8), patience());

        assertThat(new String(get(arriving), UTF_8)).endsWith("fresh");
    }

    private byte[] readMore(byte[] before) throws IOException {
        byte[] more = new byte[65_536];
        int count = accept().input().read(more);
        byte[] all = Arrays.copyOf(before, before.length + Math.max(count, 0));
        System.arraycopy(more, 0, all, before.length, Math.max(count, 0));
        return all;
    }

    @Test
    void whatCameBeforeAHangUpIsKeptAndTheReasonSaid() throws Exception {
        WatchedConnection connection = openAndResume();
        PeerConnection far = accept();
        byte[] last = new byte[4_000];
        new Random(5).nextBytes(last);
        send(far, last);
        connection.listener().awaitReceived(1, patience());

        far.breakOff();

        StreamEnd end = connection.listener().awaitEnded(patience());
        assertThat(connection.listener().received()).isEqualTo(last);
        assertThat(end.code()).isEqualTo(StreamCode.READ_FAILED);
        assertThat(end.text()).contains(peer().target().address(), "hung up", "unplugged", "opened again");
    }

    @Test
    void aPortThatComesBackIsOpenedAgain() throws Exception {
        Path link = folder.resolve("console");
        for (int i = 0; i < 3; i++) {
            try (PtyPeer plugged = PtyPeer.startAt(link)) {
                WatchedConnection connection = open(plugged.target());
                connection.listener().awaitOpened(patience());
                connection.resume();
                send(plugged, new byte[] {(byte) i});
                assertThat(connection.listener().awaitReceived(1, patience())).containsExactly(i);

                plugged.breakOff();

                connection.listener().awaitEnded(patience());
            }
        }
    }

    // Opening

    @Test
    void aPortThatIsOpenInThisGatewayIsNotOpenedTwice() throws Exception {
        openAndResume();

        StreamEnd end = open().listener().awaitEnded(patience());

        assertThat(end.code()).isEqualTo(StreamCode.CONNECT_FAILED);
        assertThat(end.message()).isEqualTo(peer().target().address() + ": already open in this gateway");
        assertThat(end.remedy()).contains("only one stream");
    }

    @Test
    void aPortThatAnotherProgramLockedSaysSo() throws Exception {
        PtyPeer.requireTool("flock");
        String path = peer().target().address();
        Process holder = new ProcessBuilder("flock", "--nonblock", path, "sh", "-c", "echo locked; exec sleep 60")
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("locked");

            StreamEnd end = open().listener().awaitEnded(patience());

            assertThat(end.code()).isEqualTo(StreamCode.CONNECT_FAILED);
            assertThat(end.message()).isEqualTo(path + ": locked by process " + holder.pid() + " (flock)");
            assertThat(end.remedy()).contains("fuser");
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void aPortThatIsOpenIsLockedForOtherPrograms() throws Exception {
        PtyPeer.requireTool("flock");
        WatchedConnection connection = openAndResume();
        assertThat(flock()).isEqualTo(1);
        close(connection);
        assertThat(flock()).isZero();
    }

    private int flock() throws Exception {
        return new ProcessBuilder("flock", "--nonblock", peer().target().address(), "true")
                .start()
                .waitFor();
    }

    @Test
    void whatIsNoSerialPortIsNotOpened() throws Exception {
        StreamEnd end = open(new Target(Map.of("port", "/dev/null"), "/dev/null"))
                .listener()
                .awaitEnded(patience());

        assertThat(end.code()).isEqualTo(StreamCode.CONNECT_FAILED);
        assertThat(end.message()).contains("/dev/null", "not a serial port");
    }

    @Test
    void aMissingPortIsNotTakenForAnotherOfTheSameName() throws Exception {
        String elsewhere = folder.resolve("null").toString();

        StreamEnd end = open(new Target(Map.of("port", elsewhere), elsewhere))
                .listener()
                .awaitEnded(patience());

        assertThat(end.message()).isEqualTo(elsewhere + ": no such port");
    }

    @Test
    void aUsbAdapterThatIsNotThereSaysItsSerialNumber() throws Exception {
        StreamEnd end = open(new Target(Map.of("usbSerial", "FTNOWHERE"), "FTNOWHERE"))
                .listener()
                .awaitEnded(patience());

        assertThat(end.code()).isEqualTo(StreamCode.CONNECT_FAILED);
        assertThat(end.text()).contains("FTNOWHERE", "tstreams ports");
    }

    @Test
    void allSettingsReachThePort() throws Exception {
        PtyPeer.requireTool("stty");
        openWith(Map.of("baud", "9600", "dataBits", "7", "parity", "odd", "stopBits", "2", "flowControl", "rtscts"));

        // A pty itself has eight bits and no parity, whatever it is told; what follows from them stays.
        assertThat(stty())
                .contains("speed 9600 baud", " istrip", " inpck", " parodd", " cstopb", " crtscts", "-ixon", "-brkint");
    }

    @Test
    void theDefaultsAre115200Baud8N1WithoutFlowControl() throws Exception {
        PtyPeer.requireTool("stty");
        openWith(Map.of());

        assertThat(stty())
                .contains("speed 115200 baud", "cs8", "-parenb", "-cstopb", "-crtscts", "-ixon", "-ixoff", "-brkint")
                .contains("-icanon", "-echo ", "-isig", "-opost", "-icrnl");
    }

    private void openWith(Map<String, Object> more) {
        Map<String, Object> options = new HashMap<>(more);
        options.putAll(peer().target().options());
        last = open(new Target(options, peer().target().address()));
        last.listener().awaitOpened(patience());
    }

    private String stty() throws Exception {
        Process stty = new ProcessBuilder("stty", "-a", "-F", peer().target().address())
                .redirectErrorStream(true)
                .start();
        String said = new String(stty.getInputStream().readAllBytes(), UTF_8);
        assertThat(stty.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    @Test
    void aPeerStopsAndStartsWritesByXonAndXoff() throws Exception {
        openWith(Map.of("flowControl", "xonxoff"));
        assertThat(stty()).contains(" ixon", " ixoff");
        WatchedConnection connection = last;
        connection.resume();
        PeerConnection far = accept();
        send(far, new byte[] {'a', 0x13, 'b'});
        assertThat(connection.listener().awaitReceived(2, patience())).containsExactly('a', 'b');

        CompletionStage<Integer> write = connection.write(ByteBuffer.wrap("held".getBytes(UTF_8)));
        CompletableFuture<byte[]> arriving = inBackground(() -> far.input().readNBytes(4));
        assertStays(() -> !arriving.isDone());

        send(far, new byte[] {0x11});
        assertThat(get(arriving)).asString(UTF_8).isEqualTo("held");
        assertThat(get(write)).isEqualTo(4);
        assertThat(connection.listener().receivedBytes()).isEqualTo(2);
    }

    @Test
    void closeDoesNotWaitForAPeerThatStoppedWrites() throws Exception {
        openWith(Map.of("flowControl", "xonxoff"));
        last.resume();
        send(accept(), new byte[] {0x13, 'x'});
        last.listener().awaitReceived(1, patience());
        CompletionStage<Integer> write = last.write(ByteBuffer.allocate(16_384));

        long closing = System.nanoTime();
        close(last);

        assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(2));
        assertThat(write.toCompletableFuture()).isDone();
    }

    @Test
    void anIdlePortCostsNoMeasurableProcessorTime() throws Exception {
        openAndResume();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long reader = threadId("stream-contract-read");
        assertStays(() -> true);

        long before = threads.getThreadCpuTime(reader);
        await().pollDelay(Duration.ofSeconds(5)).until(() -> true);
        long used = threads.getThreadCpuTime(reader) - before;

        System.out.println("idle for 5 s: " + used / 1000 + " us of processor time");
        assertThat(Duration.ofNanos(used)).isLessThan(Duration.ofMillis(25));
    }

    @ParameterizedTest
    @CsvSource({
        "port,'',port",
        "usbSerial,FT1234,usbSerial",
        "baud,0,baud",
        "dataBits,4,dataBits",
        "dataBits,9,dataBits",
        "parity,Even,parity",
        "stopBits,1.5,stopBits",
        "stopBits,3,stopBits",
        "flowControl,dtr,flowControl"
    })
    void aValueThatCannotBeUsedIsNamed(String key, String value, String named) {
        Map<String, Object> options = new HashMap<>(peer().target().options());
        options.put(key, value);

        assertThatThrownBy(() -> open(new Target(options, "")))
                .isInstanceOfSatisfying(
                        InvalidOptionException.class, e -> assertThat(e.key()).isEqualTo(named));
    }

    @Test
    void oneAndAHalfStopBitsGoWithFiveDataBits() {
        openWith(Map.of("dataBits", "5", "stopBits", "1.5"));
    }

    @Test
    void portsCanBeListed() {
        List<?> ports = new SerialStreamProvider().endpoints();

        assertThat(ports).isNotNull();
    }

    // Operations

    @Test
    void aBreakTakesItsTimeAndCloseEndsIt() throws Exception {
        WatchedConnection connection = openAndResume();
        long start = System.nanoTime();
        get(connection.control("break", Map.of("op", "break", "millis", 250)));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(245), Duration.ofSeconds(5));

        start = System.nanoTime();
        connection.control("break", Map.of("op", "break", "millis", 10_000));
        close(connection);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void modemLinesThatThePortDoesNotHaveAreRefusedInTheSystemsWords() throws Exception {
        WatchedConnection connection = openAndResume();

        assertRefused(connection, "dtr", Map.of("value", true), "DTR", "Inappropriate ioctl for device");
        assertRefused(
                connection,
                "rts",
                Map.of("value", false),
                "RTS",
                peer().target().address());
        connection.writeAll(new byte[] {1}, patience());
    }

    @Test
    void argumentsThatCannotBeUsedAreRefusedSayingWhatIsAllowed() throws Exception {
        WatchedConnection connection = openAndResume();

        assertRefused(connection, "break", Map.of(), "millis", "1 to 10000");
        assertRefused(connection, "break", Map.of("millis", 0), "1 to 10000");
        assertRefused(connection, "break", Map.of("millis", 2.5), "1 to 10000");
        assertRefused(connection, "break", Map.of("millis", "250"), "1 to 10000");
        assertRefused(connection, "dtr", Map.of("value", "on"), "true or false");
        assertRefused(connection, "rts", Map.of(), "true or false");
    }

    @Test
    void anOperationWorksWhileAWriteIsStuck() throws Exception {
        WatchedConnection connection = openAndResume();
        writeUntilStuck(connection);

        get(connection.control("break", Map.of("millis", 1)));
    }

    private void assertRefused(WatchedConnection connection, String op, Map<String, Object> args, String... words) {
        assertThatThrownBy(() -> get(connection.control(op, args)))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.code()).isEqualTo(StreamCode.REFUSED))
                .hasMessageContainingAll(words);
    }

    private static long threadId(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getId();
    }
}
