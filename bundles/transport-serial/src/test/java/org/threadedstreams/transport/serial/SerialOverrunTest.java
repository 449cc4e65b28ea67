package org.threadedstreams.transport.serial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.threadedstreams.testkit.RecordingListener;
import org.threadedstreams.testkit.RecordingListener.Loss;
import org.threadedstreams.testkit.WatchedConnection;

/** What a driver counts as lost. Each test's class with a main runs in a JVM whose ports have such a driver. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SerialOverrunTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private OtherJvm jvm() throws Exception {
        return OtherJvm.withDriver(folder).options("-Djna.tmpdir=" + folder);
    }

    /** An open port, with the test at its other side and in its driver. */
    private static final class Port implements AutoCloseable {

        final PtyPeer pty = PtyPeer.start();
        final RecordingListener listener = new RecordingListener();
        final WatchedConnection connection;

        Port() throws IOException {
            connection = WatchedConnection.open(new SerialStreamProvider(), pty.target(), listener);
            listener.awaitOpened(PATIENCE);
            connection.resume();
        }

        static void count(long uart, long buffer) throws IOException {
            Path file = Path.of(System.getenv("DRIVER_COUNTS"));
            Path next = Files.writeString(Path.of(file + ".new"), uart + " " + buffer);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }

        void say(String text) throws IOException {
            long before = listener.receivedBytes();
            pty.output().write(text.getBytes(UTF_8));
            pty.output().flush();
            listener.awaitReceived(before + text.length(), PATIENCE);
        }

        void awaitLosses(int number) {
            await().atMost(PATIENCE).until(() -> listener.losses().size() >= number);
        }

        /** How many descriptors this process has for the port. */
        long descriptors() throws IOException {
            Path path = Path.of(pty.target().address());
            try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
                return all.filter(one -> leadsTo(one, path)).count();
            }
        }

        private static boolean leadsTo(Path link, Path path) {
            try {
                return Files.readSymbolicLink(link).equals(path);
            } catch (IOException closedMeanwhile) {
                return false;
            }
        }

        @Override
        public void close() throws Exception {
            connection.close().toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(descriptors()).isZero();
            listener.assertContractKept();
            pty.close();
        }
    }

    @Test
    void whatIsLostStandsBetweenTheBytesBeforeAndAfterOnce() throws Exception {
        jvm().run(InOrder.class);
    }

    static final class InOrder {
        public static void main(String[] arguments) throws Exception {
            Port.count(100, 50);
            try (Port port = new Port()) {
                port.say("before");
                Port.count(103, 50);
                port.say("between");
                await().pollDelay(Duration.ofMillis(1100)).until(() -> true);
                Port.count(104, 57);
                port.say("after");
                // Longer than an idle port waits for bytes: nothing is told twice.
                await().pollDelay(Duration.ofMillis(1500)).until(() -> true);

                assertThat(port.listener.losses()).extracting(Loss::at).containsExactly(6L, 13L, 13L);
                assertThat(port.listener.losses()).extracting(Loss::bytes).containsExactly(3L, 1L, 7L);
                assertThat(port.listener.losses().get(0).cause())
                        .isEqualTo("the UART's receiver was full: 3 bytes or more; set flowControl, or a lower baud on"
                                + " both sides");
                assertThat(port.listener.losses().get(2).cause())
                        .startsWith("the tty buffer was full: 7 bytes or more; ");
            }
        }
    }

    @Test
    void anIdlePortTellsItWithinASecondOrTwoAndAClosingOneAtOnce() throws Exception {
        jvm().run(Quiet.class);
    }

    static final class Quiet {
        public static void main(String[] arguments) throws Exception {
            Port.count(0, 0);
            Port port = new Port();
            try (port) {
                Port.count(2, 0);
                port.awaitLosses(1);
                Port.count(5, 0);
            }
            assertThat(port.listener.losses()).extracting(Loss::bytes).containsExactly(2L, 3L);
        }
    }

    @Test
    void aPortThatGoesOnLosingMakesAGapASecond() throws Exception {
        jvm().run(Endless.class);
    }

    static final class Endless {
        public static void main(String[] arguments) throws Exception {
            Port.count(0, 0);
            Port port = new Port();
            try (port) {
                long start = System.nanoTime();
                int reads = 0;
                for (; System.nanoTime() - start < TimeUnit.SECONDS.toNanos(3); reads++) {
                    Port.count(reads + 1L, 0);
                    port.say("x");
                }
                int most = (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + 1;
                assertThat(port.listener.losses()).hasSizeBetween(2, most);
                assertThat(reads).isGreaterThan(2 * most);
            }
            assertThat(port.listener.losses()).hasSizeGreaterThan(2);
            assertThat(port.listener.lostBytes()).isEqualTo(port.listener.receivedBytes());
        }
    }

    @Test
    void countsGoOnWhenTheyWrapAround() throws Exception {
        jvm().run(Wrapping.class);
    }

    static final class Wrapping {
        public static void main(String[] arguments) throws Exception {
            Port.count((1L << 32) - 2, Integer.MAX_VALUE);
            try (Port port = new Port()) {
                Port.count(3, Integer.MAX_VALUE + 4L);
                port.say("x");
                assertThat(port.listener.losses()).extracting(Loss::bytes).containsExactly(5L, 4L);
            }
        }
    }

    @Test
    void aPortWithoutCountsIsAskedOnceAndHasNoSecondDescriptor() throws Exception {
        jvm().run(Without.class);

        assertThat(Files.readAllLines(folder.resolve("log")))
                .filteredOn("counts"::equals)
                .hasSize(1);
    }

    static final class Without {
        public static void main(String[] arguments) throws Exception {
            try (Port port = new Port()) {
                port.say("one");
                port.say("two");
                assertThat(port.descriptors()).isEqualTo(1);
                assertThat(port.listener.losses()).isEmpty();
            }
        }
    }

    @Test
    void theSecondDescriptorIsClosedBeforeTheLibrarysEvenIfThatHangs() throws Exception {
        jvm().run(Hanging.class);
    }

    static final class Hanging {
        public static void main(String[] arguments) throws Exception {
            Port.count(0, 0);
            try (Port port = new Port()) {
                assertThat(port.descriptors()).isEqualTo(2);
                Path hang = Files.createFile(Path.of(System.getenv("DRIVER_HANG")));
                port.connection.close();
                await().atMost(PATIENCE).until(() -> port.descriptors() == 1);
                await().during(Duration.ofMillis(300)).until(() -> port.descriptors() == 1 && !port.listener.isEnded());
                Files.delete(hang);
            }
        }
    }

    @Test
    void aHangUpLeavesNoDescriptor() throws Exception {
        jvm().run(Pulled.class);
    }

    static final class Pulled {
        public static void main(String[] arguments) throws Exception {
            Port.count(0, 0);
            try (Port port = new Port()) {
                port.say("x");
                port.pty.breakOff();
                port.listener.awaitEnded(PATIENCE);
                try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
                    assertThat(all.map(Pulled::target)).noneMatch(target -> target.startsWith("/dev/pts/"));
                }
            }
        }

        private static String target(Path link) {
            try {
                return Files.readSymbolicLink(link).toString();
            } catch (IOException closedMeanwhile) {
                return "";
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"not there", "not loadable"})
    void withoutJnaPortsWorkAndTheLogSaysOnceWhatIsMissing(String jna) throws Exception {
        OtherJvm jvm = jvm();
        String said = (jna.equals("not there") ? jvm.without("jna-") : jvm.options("-Djna.noclasspath=true"))
                .run(TwoSessions.class);

        assertThat(said.lines().filter(line -> line.contains("Overruns of serial ports will not be told, because JNA")))
                .hasSize(1);
    }

    static final class TwoSessions {
        public static void main(String[] arguments) throws Exception {
            Port.count(0, 0);
            for (int session = 0; session < 2; session++) {
                try (Port port = new Port()) {
                    Port.count(1, 1);
                    port.say("it works");
                    assertThat(port.descriptors()).isEqualTo(1);
                    assertThat(port.listener.losses()).isEmpty();
                }
            }
        }
    }
}
