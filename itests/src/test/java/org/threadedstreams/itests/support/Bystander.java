package org.threadedstreams.itests.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.threadedstreams.itests.peer.Far;
import org.threadedstreams.itests.peer.TcpPeer;

/**
 * A stream with steady traffic that has nothing to do with what the test does to others: it must not miss a byte.
 *
 * <p>One thread sends until {@link #check}.
 */
public final class Bystander implements AutoCloseable {

    private static final int CHUNK_BYTES = 1000;
    private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();

    private final StreamUnderTest stream;
    private final Reads reads;
    private final Far far;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final Threads threads = new Threads();
    private volatile boolean done;

    private Bystander(Gateway gateway, TcpPeer peer) throws Exception {
        stream = gateway.stream("bystander-" + peer.port());
        reads = stream.reads();
        stream.configure(peer.configuration());
        far = peer.accept();
        stream.awaitState("open");
        threads.run(this::send);
    }

    public static Bystander of(Gateway gateway) throws Exception {
        return gateway.closing(new Bystander(gateway, gateway.closing(new TcpPeer())));
    }

    private void send() throws Exception {
        while (!done) {
            byte[] chunk = Bytes.random(CHUNK_BYTES, sent.size());
            far.send(chunk);
            sent.writeBytes(chunk);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Waits until traffic has gone on for a little longer. */
    public void goesOn() {
        long before = reads.count();
        Awaitility.await().atMost(Deadlines.SHORT).until(() -> reads.count() > before + 10 * CHUNK_BYTES);
    }

    /** Ends the traffic, and checks that every byte came, in the first session. */
    public void check() throws Exception {
        goesOn();
        done = true;
        threads.await();
        byte[] expected = sent.toByteArray();
        assertThat(Bytes.hash(reads.await(expected.length))).isEqualTo(Bytes.hash(expected));
        assertThat(reads.sessions()).containsExactly("1");
        assertThat(stream.status().getLong("errors")).isZero();
    }

    @Override
    public void close() {
        done = true;
        threads.close();
    }
}
