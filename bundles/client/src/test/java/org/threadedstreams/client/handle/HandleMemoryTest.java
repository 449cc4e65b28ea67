package org.threadedstreams.client.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.client.Found;
import org.threadedstreams.client.StreamGapException;
import org.threadedstreams.client.StreamTimeoutException;
import org.threadedstreams.client.ThreadedStream;
import org.threadedstreams.client.Until;
import org.threadedstreams.client.search.SearchTimeoutException;

/** How much a handle holds, however far it lags. */
@Timeout(60)
class HandleMemoryTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int BOUND_BYTES = Inbox.LIMIT_BYTES + 2 * CHUNK_BYTES;

    private final ScriptedGateway gateway = new ScriptedGateway();
    private final Cursor cursor = new Cursor(gateway, "console", StandardCharsets.UTF_8);
    private final PortStreams streams = new PortStreams(gateway);
    private ThreadedStream handle;

    @BeforeEach
    void attach() throws Exception {
        handle = streams.attach("console");
        cursor.begin(cursor.ask("latest"), null);
        gateway.subscribe("streams.console.read", cursor::read);
    }

    @AfterEach
    void close() {
        streams.close();
    }

    private byte[] flood(int megabytes) {
        byte[] all = new byte[megabytes * 1024 * 1024];
        new Random(5).nextBytes(all);
        for (int i = 0; i < all.length; i++) {
            all[i] = all[i] == '#' ? 0 : all[i];
        }
        for (int at = 0; at < all.length; at += CHUNK_BYTES) {
            gateway.receive(java.util.Arrays.copyOfRange(all, at, at + CHUNK_BYTES));
        }
        return all;
    }

    @Test
    void aHandleThatNobodyReadsKeepsTheFirstMebibyteAndMissesNothing() throws Exception {
        byte[] all = flood(4);
        assertThat(cursor.inbox.heldBytes()).isLessThanOrEqualTo(BOUND_BYTES);
        assertThat(gateway.fetches.get()).as("nobody asked for more").isEqualTo(3);

        byte[] read = new byte[all.length];
        for (int at = 0; at < all.length; ) {
            byte[] piece = cursor.ready(100_000, true);
            System.arraycopy(piece, 0, read, at, piece.length);
            at += piece.length;
            assertThat(cursor.inbox.heldBytes()).isLessThanOrEqualTo(BOUND_BYTES);
        }
        assertThat(read).isEqualTo(all);
    }

    @Test
    void smallChunksTakeNoMoreThanLargeOnes() {
        for (int i = 0; i < 20_000; i++) {
            gateway.publish(gateway.receiveUnpublished(new byte[] {1}), 1);
            if (i % 5_000 == 4_999) {
                assertThat(cursor.inbox.heldBytes()).isLessThanOrEqualTo(i + 20_000);
            }
        }
        assertThat(cursor.inbox.size()).isEqualTo(20_000);
    }

    @Test
    void aWaitLooksThroughMoreThanItKeeps() throws Exception {
        byte[] all = flood(8);
        gateway.receive("## rest");
        Measured measured = new Measured(new MatchSeeker(cursor, Until.text("##")));

        Found found = Wait.run(cursor, measured, SOON, false);

        assertThat(found.start()).isEqualTo(all.length);
        assertThat(measured.mostBytes).isLessThanOrEqualTo(BOUND_BYTES + MatchSeeker.WINDOW_BYTES);
        assertThat(found.beforeBytes()).isEqualTo(all);
        assertThat(cursor.inbox.heldBytes()).isLessThanOrEqualTo(CHUNK_BYTES);
        assertThat(Wait.run(cursor, new MatchSeeker(cursor, Until.text("rest")), SOON, false)
                        .before())
                .isEqualTo(" ");
    }

    @Test
    void afterATimeoutEverythingIsStillThere() throws Exception {
        byte[] all = flood(2);
        StreamTimeoutException timeout =
                catchThrowableOfType(StreamTimeoutException.class, () -> handle.readUntil("##", Duration.ofSeconds(5)));
        assertThat(timeout.unread().bytes())
                .isEqualTo(java.util.Arrays.copyOfRange(all, all.length - 65_536, all.length));
        assertThat(timeout.unread().truncated()).isTrue();
        gateway.receive("##");
        assertThat(handle.readUntil("##", SOON).beforeBytes()).isEqualTo(all);
    }

    @Test
    void textBeforeAMatchThatRetentionTookMeanwhileIsAGap() throws Exception {
        flood(4);
        gateway.receive("##");
        Found found = handle.readUntil("##", SOON);
        gateway.forget(1000);
        StreamGapException gap = catchThrowableOfType(StreamGapException.class, found::beforeBytes);
        assertThat(gap.gap().bytes()).isEqualTo(1000);
        assertThat(found.text()).isEqualTo("##");
    }

    @Test
    void aGapFarBehindIsFoundByAWaitThatLooksThere() throws Exception {
        byte[] all = flood(4);
        gateway.lose(3, "overrun");
        gateway.receive("##");
        StreamGapException gap = catchThrowableOfType(StreamGapException.class, () -> handle.readUntil("##", SOON));
        assertThat(gap.gap().at()).isEqualTo(all.length);
        assertThat(gap.unread().to()).isEqualTo(all.length);
        assertThat(handle.readUntil("##", SOON).before()).isEmpty();
    }

    /** Notes how much is held while it looks. */
    private final class Measured implements Seeker<Found> {

        private final MatchSeeker seeker;
        private long mostBytes;

        Measured(MatchSeeker seeker) {
            this.seeker = seeker;
        }

        @Override
        public void begin(long offset) {
            seeker.begin(offset);
        }

        @Override
        public boolean feed(ByteBuffer bytes, long deadlineNanos) throws SearchTimeoutException, StreamException {
            mostBytes = Math.max(mostBytes, cursor.inbox.heldBytes());
            return seeker.feed(bytes, deadlineNanos);
        }

        @Override
        public boolean end(long deadlineNanos) throws SearchTimeoutException {
            return seeker.end(deadlineNanos);
        }

        @Override
        public long needed() {
            return seeker.needed();
        }

        @Override
        public long consumesTo() {
            return seeker.consumesTo();
        }

        @Override
        public Found take(Scan scan) {
            mostBytes = Math.max(mostBytes, cursor.inbox.heldBytes() + scan.heldBytes());
            return seeker.take(scan);
        }

        @Override
        public long deadline(long overall) {
            return overall;
        }

        @Override
        public String what() {
            return seeker.what();
        }
    }
}
