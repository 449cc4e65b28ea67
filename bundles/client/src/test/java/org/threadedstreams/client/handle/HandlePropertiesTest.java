package org.threadedstreams.client.handle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.bus.Gap;
import org.threadedstreams.client.Found;
import org.threadedstreams.client.StreamGapException;
import org.threadedstreams.client.StreamTimeoutException;
import org.threadedstreams.client.ThreadedStream;

/**
 * Whatever comes, gets lost or comes twice on the way, and however it is read: a handle gives each byte of the journal in
 * order, says where some are missing, and consumes nothing that it has not given.
 */
class HandlePropertiesTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @Property(tries = 500)
    void aHandleGivesWhatTheJournalHas(
            @ForAll @Size(max = 40) List<@IntRange(max = 10) Integer> actions, @ForAll long seed) throws Exception {
        Run run = new Run(new Random(seed));
        try {
            for (int action : actions) {
                run.act(action);
            }
            run.drain();
        } finally {
            run.streams.close();
        }
    }

    /** A handle, and what it should give. */
    private static final class Run {
        private final ScriptedGateway gateway = new ScriptedGateway();
        private final PortStreams streams = new PortStreams(gateway);
        private final ThreadedStream handle;
        private final Random random;
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();
        private final TreeSet<Long> gaps = new TreeSet<>();
        private final TreeSet<Long> told = new TreeSet<>();
        private long earliest;
        private long cursor;

        Run(Random random) throws Exception {
            this.random = random;
            receive(true);
            handle = streams.attach("console");
            cursor = all.size();
        }

        void act(int action) throws Exception {
            switch (action) {
                case 0, 1 -> receive(true);
                case 2 -> receive(false);
                case 3 -> publishOnceMore();
                case 4 -> lose();
                case 5 -> forget();
                case 6 -> telling(() -> consumed(handle.read(random.nextInt(30)), false));
                case 7 -> telling(() -> consumed(handle.peek(random.nextInt(30)), true));
                case 8, 9 -> telling(this::readUntil);
                default -> goBack();
            }
        }

        /** In the end all that is there is read, and every gap was told. */
        void drain() throws Exception {
            receive("END");
            long end = all.size();
            while (cursor < end) {
                telling(() -> found(handle.readUntil("END", SOON)));
            }
            assertThat(told).containsAll(gaps.tailSet(earliest).headSet(end));
        }

        private interface Call {
            void run() throws Exception;
        }

        private void telling(Call call) throws Exception {
            try {
                call.run();
            } catch (StreamGapException e) {
                assertThat(e.before().input()).isEqualTo(cursor);
                unread(e.unread());
                assertThat(e.unread().to()).isEqualTo(e.gap().at());
                told.add(e.gap().at());
                cursor = e.gap().kind() == Gap.Kind.HOLE
                        ? e.gap().at() + e.gap().bytes()
                        : e.gap().at();
            }
            assertThat(handle.mark().input()).isEqualTo(cursor);
        }

        private void readUntil() throws StreamException {
            byte[] target = random(1 + random.nextInt(3));
            try {
                found(handle.readUntil(target, Duration.ZERO));
            } catch (StreamTimeoutException e) {
                unread(e.unread());
            }
        }

        private void found(Found found) throws StreamException {
            assertThat(found.from()).isEqualTo(cursor);
            byte[] before = found.beforeBytes();
            assertThat(cursor + before.length).isEqualTo(found.start());
            given(cursor, before);
            given(found.start(), found.bytes());
            noGapWithin(cursor, found.end());
            String text = new String(before, UTF_8) + found.text();
            assertThat(text.indexOf(found.text())).isEqualTo(before.length);
            cursor = found.end();
        }

        private void consumed(byte[] bytes, boolean peeked) {
            given(cursor, bytes);
            noGapWithin(cursor, cursor + bytes.length);
            cursor += peeked ? 0 : bytes.length;
        }

        private void unread(Unread unread) {
            assertThat(unread.from()).isEqualTo(cursor);
            given(cursor, unread.bytes());
        }

        private void given(long from, byte[] bytes) {
            assertThat(bytes).isEqualTo(Arrays.copyOfRange(all.toByteArray(), (int) from, (int) from + bytes.length));
        }

        private void noGapWithin(long from, long to) {
            assertThat(gaps.subSet(from, false, Math.max(from, to), false)).isEmpty();
            assertThat(from < to && gaps.contains(from) && !told.contains(from)).isFalse();
        }

        private void receive(boolean published) {
            byte[] bytes = random(1 + random.nextInt(20));
            all.writeBytes(bytes);
            if (published) {
                gateway.receive(bytes);
            } else {
                gateway.receiveUnpublished(bytes);
            }
        }

        private void receive(String text) {
            all.writeBytes(text.getBytes(UTF_8));
            gateway.receive(text);
        }

        private void publishOnceMore() {
            int from = random.nextInt(all.size());
            long gap = gaps.isEmpty() ? 0 : gaps.last();
            if (from >= gap) {
                gateway.publish(from, 1 + random.nextInt(all.size() - from));
            }
        }

        private void lose() {
            if (gaps.add((long) all.size())) {
                gateway.lose(1 + random.nextInt(9), "overrun");
            }
        }

        private void forget() {
            earliest = Math.max(earliest, random.nextInt(all.size() + 1));
            gateway.forget(earliest);
            gaps.headSet(earliest).clear();
            gateway.publishState();
        }

        private void goBack() throws StreamException {
            if (cursor > earliest) {
                cursor = earliest + random.nextInt((int) (cursor - earliest));
                handle.from(cursor);
            }
        }

        private byte[] random(int length) {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) ('a' + random.nextInt(3));
            }
            return bytes;
        }
    }
}
