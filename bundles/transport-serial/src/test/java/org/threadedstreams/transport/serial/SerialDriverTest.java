package org.threadedstreams.transport.serial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortDataListener;
import com.fazecast.jSerialComm.SerialPortEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.testkit.RecordingListener;
import org.threadedstreams.testkit.Target;
import org.threadedstreams.testkit.WatchedConnection;

/** What reaches the driver of a port, and what of it comes back. A pty has none: one is preloaded into another JVM. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SerialDriverTest {

    @TempDir
    private Path folder;

    private PtyPeer pty;

    @BeforeEach
    void plugIn() throws Exception {
        pty = PtyPeer.start();
    }

    @AfterEach
    void pull() {
        pty.close();
    }

    @Test
    void modemLinesAndBreaksReachTheDriver() throws Exception {
        OtherJvm.withDriver(folder).run(Operations.class, pty.target().address());

        assertThat(Files.readAllLines(folder.resolve("log")))
                .filteredOn(what -> !what.equals("counts"))
                .containsExactly("set DTR RTS", "off DTR", "on DTR", "off RTS", "on RTS", "break", "break over");
    }

    /** In the other JVM. */
    static final class Operations {
        public static void main(String[] arguments) throws Exception {
            WatchedConnection connection = WatchedConnection.open(
                    new SerialStreamProvider(),
                    new Target(Map.of("port", arguments[0]), arguments[0]),
                    new RecordingListener());
            connection.listener().awaitOpened(Duration.ofSeconds(20));
            connection.resume();
            control(connection, "dtr", Map.of("value", false));
            control(connection, "dtr", Map.of("value", true));
            control(connection, "rts", Map.of("value", false));
            control(connection, "rts", Map.of("value", true));
            control(connection, "break", Map.of("millis", 20));
            connection.close().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }

        private static void control(WatchedConnection connection, String op, Map<String, Object> args)
                throws Exception {
            connection.control(op, args).toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    /**
     * Why overruns are counted without the library: it looks at the driver's counts only when polling the port says POLLERR,
     * and Linux says that of a port that was hung up, never of an overrun. When this fails, the library has changed.
     */
    @Test
    void ofOverrunsThatTheDriverCountsTheLibraryTellsNothing() throws Exception {
        OtherJvm jvm = OtherJvm.withDriver(folder);
        Files.writeString(folder.resolve("counts"), "1 1");
        pty.output().write("before".getBytes(UTF_8));
        pty.output().flush();

        assertThat(jvm.run(Overruns.class, pty.target().address())).isEqualTo("0 events, read before\n");

        assertThat(Files.readAllLines(folder.resolve("log"))).contains("counts");
    }

    /** In the other JVM. */
    static final class Overruns implements SerialPortDataListener {

        private final AtomicInteger events = new AtomicInteger();

        public static void main(String[] arguments) throws Exception {
            SerialPort port = SerialPort.getCommPort(arguments[0]);
            port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, 1000, 0);
            Overruns listener = new Overruns();
            port.addDataListener(listener);
            port.openPort(0);
            byte[] read = new byte[6];
            int count = 0;
            for (int second = 0; second < 3; second++) {
                count += Math.max(0, port.readBytes(read, read.length - count, count));
                Files.writeString(Path.of(System.getenv("DRIVER_COUNTS")), second + 2 + " " + (second + 2));
            }
            System.out.println(listener.events + " events, read " + new String(read, 0, count, UTF_8));
            System.exit(0);
        }

        @Override
        public int getListeningEvents() {
            return SerialPort.LISTENING_EVENT_FIRMWARE_OVERRUN_ERROR
                    | SerialPort.LISTENING_EVENT_SOFTWARE_OVERRUN_ERROR;
        }

        @Override
        public void serialEvent(SerialPortEvent event) {
            events.incrementAndGet();
        }
    }
}
