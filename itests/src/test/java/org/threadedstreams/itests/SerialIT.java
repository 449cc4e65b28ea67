package org.threadedstreams.itests;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.Test;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.itests.peer.Far;
import org.threadedstreams.itests.peer.Peer;
import org.threadedstreams.itests.peer.SerialPeer;
import org.threadedstreams.itests.support.Bundles;
import org.threadedstreams.itests.support.Published;
import org.threadedstreams.itests.support.StreamUnderTest;

/** Streams of transport {@code serial}. */
public class SerialIT extends TransportTests {

    private static final String TRANSPORT = "threadedstreams-transport-serial";
    private static final List<String> LIBRARIES = List.of("com.fazecast.jSerialComm", "com.sun.jna");

    @Override
    protected Peer startPeer() throws Exception {
        return new SerialPeer(folder());
    }

    @Test
    public void aPortThatIsBackIsOpenWithinASecondHoweverLongTheBackOff() throws Exception {
        StreamUnderTest stream = gateway.stream("comesBack");
        Published errors = stream.published(Verb.ERRORS);
        Path link = folder();
        SerialPeer port = gateway.closing(new SerialPeer(link));
        stream.configure(port.configuration(), "reconnectMinMillis = 600000", "reconnectMaxMillis = 600000");
        Far far = session(stream, port, 1);

        long pulled = micros();
        far.breakOff();
        JsonObject away = stream.awaitState("backoff");
        Awaitility.await()
                .during(Duration.ofSeconds(2))
                .until(() -> stream.status().getString("state").equals("backoff"));
        assertThat(errors.await(1)).as("told once").hasSize(1);
        assertThat(errors.await(1).get(0).getString("message")).contains(link.toString(), "hung up");

        session(stream, port, 2);
        JsonObject open = stream.awaitState("open");
        long plugged =
                Files.getLastModifiedTime(link, LinkOption.NOFOLLOW_LINKS).to(TimeUnit.MICROSECONDS);
        System.out.printf(
                "serial: pulled to told %d ms, there again to open %d ms%n",
                (away.getLong("time") - pulled) / 1000, (open.getLong("time") - plugged) / 1000);
        assertThat(away.getLong("time") - pulled).isLessThan(1_000_000);
        assertThat(open.getLong("time") - plugged).isLessThan(1_000_000);
        assertThat(errors.await(1)).hasSize(1);
    }

    private static long micros() {
        return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    }

    @Test
    public void theTransportIsUpdatedWhileAWriteIsStuckAndItsLibrariesStay() throws Exception {
        StreamUnderTest stream = gateway.stream("stuck");
        Published errors = stream.published(Verb.ERRORS);
        SerialPeer port = gateway.closing(new SerialPeer(folder()));
        open(stream, port, "writeQueueBytes = 33554432");
        List<Long> libraries = modified();
        CompletableFuture<JsonObject> write = stream.startWrite(new byte[4 << 20]);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> stream.status().getLong("writtenBytes"), new Still<Long>()::holds);

        long start = System.nanoTime();
        Bundles.update(TRANSPORT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));

        Accounts accounts = new Accounts(List.of(write));
        assertThat(accounts.handedOver() + accounts.unsent().length).isEqualTo(4 << 20);
        assertThat(accounts.doubt()).isBetween(1, 16 * 1024);
        errors.awaitError(StreamCode.TRANSPORT_GONE);
        stream.awaitStatus(status -> status.getString("state").equals("open") && status.getLong("session") == 2);
        assertThat(modified()).isEqualTo(libraries);
        port.accept().send("on it goes");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> new String(stream.fetchAll()).endsWith("on it goes"));
    }

    private static List<Long> modified() {
        return LIBRARIES.stream().map(Bundles::lastModified).toList();
    }

    /** Whether a value has stayed the same for half a second. */
    private static final class Still<T> {
        private T last;
        private long since;

        boolean holds(T value) {
            if (!value.equals(last)) {
                last = value;
                since = System.nanoTime();
            }
            return System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(500);
        }
    }
}
