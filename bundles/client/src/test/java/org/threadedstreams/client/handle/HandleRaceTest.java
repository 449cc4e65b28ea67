package org.threadedstreams.client.handle;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.client.StreamGapException;
import org.threadedstreams.client.StreamTimeoutException;
import org.threadedstreams.client.ThreadedStream;

/**
 * Readers of one handle and of many, while chunks get lost, come twice, sessions end and handles are closed. The seed is the
 * repetition's number; {@code -Dseed} repeats one.
 */
@Timeout(60)
class HandleRaceTest {

    private static final int NUMBERS = 400;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScriptedGateway gateway = new ScriptedGateway();
    private final PortStreams streams = new PortStreams(gateway);

    @AfterEach
    void close() {
        streams.close();
        threads.shutdownNow();
    }

    /** Reads {@code 0;1;2;...} up to the last, whatever ends a wait on the way. */
    private static List<Integer> numbers(ThreadedStream handle, List<Long> gaps) throws Exception {
        List<Integer> numbers = new ArrayList<>();
        while (true) {
            try {
                String text = handle.readUntil(";", PATIENCE).before();
                if (text.equals("end")) {
                    return numbers;
                }
                numbers.add(Integer.parseInt(text));
            } catch (StreamTimeoutException late) {
                throw late;
            } catch (StreamGapException gap) {
                assertThat(gap.unread().bytes())
                        .as("what is unread before %s", gap.gap())
                        .isEmpty();
                gaps.add(gap.gap().at());
            } catch (StreamException end) {
                assertThat(end.code()).isEqualTo(StreamCode.READ_FAILED);
            }
        }
    }

    /** Reads until the handle is closed; with what code it then fails. */
    private static StreamCode endOf(ThreadedStream handle) {
        while (true) {
            try {
                handle.readUntil(";", PATIENCE);
            } catch (StreamGapException gap) {
                assertThat(gap.gap().bytes()).isPositive();
            } catch (StreamException end) {
                if (end.code() != StreamCode.READ_FAILED || end instanceof StreamTimeoutException) {
                    return end.code();
                }
            }
        }
    }

    private void produce(Random random, List<Long> lost) {
        for (int number = 0; number < NUMBERS; number++) {
            byte[] text = (number + ";").getBytes(US_ASCII);
            int split = random.nextInt(text.length + 1);
            send(random, java.util.Arrays.copyOfRange(text, 0, split));
            send(random, java.util.Arrays.copyOfRange(text, split, text.length));
            if (random.nextInt(40) == 0) {
                gateway.endSession(StreamCode.READ_FAILED, "reset");
                gateway.openSession();
            }
            if (random.nextInt(80) == 0 && lost.indexOf(gateway.end()) < 0) {
                lost.add(gateway.end());
                gateway.lose(random.nextInt(1, 9), "overrun");
            }
        }
        gateway.receive("end;end;end;end;");
    }

    private void send(Random random, byte[] bytes) {
        if (bytes.length > 0) {
            long at = gateway.receiveUnpublished(bytes);
            int how = random.nextInt(10);
            if (how > 1) {
                gateway.publish(at, bytes.length);
            }
            if (how > 7) {
                long from = Math.max(0, at - random.nextInt(20));
                gateway.publish(from, (int) (at + bytes.length - from));
            }
        }
    }

    @RepeatedTest(10)
    void eachHandleReadsEveryNumberOnceAndThreadsOfOneHandleShareThem(RepetitionInfo repetition) throws Exception {
        long seed = Long.getLong("seed", repetition.getCurrentRepetition());
        List<Long> lost = Collections.synchronizedList(new ArrayList<>());
        ThreadedStream shared = streams.attach("console");
        List<Long> sharedGaps = Collections.synchronizedList(new ArrayList<>());
        List<Future<List<Integer>>> own = new ArrayList<>();
        List<List<Long>> ownGaps = new ArrayList<>();
        List<Future<List<Integer>>> sharing = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ThreadedStream handle = streams.attach("console");
            List<Long> gaps = new ArrayList<>();
            ownGaps.add(gaps);
            own.add(threads.submit(() -> numbers(handle, gaps)));
        }
        for (int i = 0; i < 3; i++) {
            sharing.add(threads.submit(() -> numbers(shared, sharedGaps)));
        }
        ThreadedStream closed = streams.attach("console");
        Future<StreamCode> ended = threads.submit(() -> endOf(closed));
        Future<?> producer = threads.submit(() -> produce(new Random(seed), lost));
        Thread.yield();
        closed.close();
        producer.get(30, TimeUnit.SECONDS);

        List<Integer> all = IntStream.range(0, NUMBERS).boxed().toList();
        for (int i = 0; i < own.size(); i++) {
            assertThat(own.get(i).get(30, TimeUnit.SECONDS)).as("seed %d", seed).isEqualTo(all);
            assertThat(ownGaps.get(i)).as("gaps, seed %d", seed).isEqualTo(lost);
        }
        List<Integer> together = new ArrayList<>();
        for (Future<List<Integer>> part : sharing) {
            List<Integer> numbers = part.get(30, TimeUnit.SECONDS);
            assertThat(numbers).as("seed %d", seed).isSorted();
            together.addAll(numbers);
        }
        Collections.sort(together);
        assertThat(together).as("seed %d", seed).isEqualTo(all);
        assertThat(sharedGaps).as("gaps, seed %d", seed).containsExactlyInAnyOrderElementsOf(lost);
        assertThat(ended.get(30, TimeUnit.SECONDS)).as("seed %d", seed).isEqualTo(StreamCode.NOT_OPEN);
    }
}
