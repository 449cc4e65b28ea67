package org.threadedstreams.client.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much is looked at, which no clock has to tell; and that what takes too long ends. */
@Timeout(60)
class SearchWorkTest {
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
    private static final Duration MATCH = Duration.ofMillis(200);

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1000, 100_000})
    void literalsLookAtEachByteAtMostTwice(int chunk) throws Exception {
        String noise = ("a".repeat(99) + "x").repeat(1_000);
        List<Target> targets =
                List.of(SearchTest.literal("a".repeat(100)), SearchTest.literal("aab"), SearchTest.literal("xaax"));
        Search search = new Search(targets, 65_536, 0);
        assertThat(SearchTest.feedBy(chunk, search, noise)).isNull();
        assertThat(search.work()).isBetween((long) noise.length(), 2L * noise.length());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000, 100_000})
    void aPatternLooksAtEachCharacterAFewTimesHoweverSmallTheChunks(int chunk) throws Exception {
        String noise = "drwxr-xr-x 7 root root 4096 Nov 22 20:38 näme\n".repeat(4_000);
        Search search = new Search(List.of(SearchTest.regex("\\d+ tests failed")), 65_536, 0);
        assertThat(SearchTest.feedBy(chunk, search, noise)).isNull();
        assertThat(search.work()).isBetween(1L, 6L * noise.length());
    }

    @Test
    void onlyAMatchThatStaysOpenIsLookedAtAgain() throws Exception {
        String noise = "drwxr-xr-x 7 root root 4096 Nov 22 20:38 name\n".repeat(100);
        Search search = new Search(List.of(SearchTest.regex("(?s)BEGIN.*?END")), 65_536, 0);
        assertThat(search.feed(SearchTest.bytes(noise.repeat(30) + "BEGIN" + noise), SearchTest.deadline()))
                .isNull();
        long before = search.work();
        assertThat(search.feed(SearchTest.bytes("."), SearchTest.deadline())).isNull();
        assertThat(search.work() - before).isBetween((long) noise.length(), 3L * noise.length());
    }

    @Test
    void whatIsNeededStaysWithinTheWindowHoweverMuchComes() throws Exception {
        Search search = new Search(List.of(SearchTest.regex("(?s)x.*END"), SearchTest.regex("(?s)x.*$")), 1_000, 0);
        for (int i = 1; i <= 2_000; i++) {
            assertThat(search.feed(SearchTest.bytes("x" + "é".repeat(49)), SearchTest.deadline()))
                    .isNull();
            assertThat(search.needed()).isGreaterThanOrEqualTo(99L * i - 1_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+b\\1", "(a|aa)+b\\1", "(.*)(.*)(.*)(.*)(.*)b\\1"})
    void theDeadlineIsHonouredInsideAMatch(String pattern) {
        Search search = new Search(List.of(new Regex(Pattern.compile("^" + pattern), UTF_8)), 65_536, 0);
        String text = "a".repeat(1_000);
        long before = THREAD.getCurrentThreadCpuTime();
        assertThatThrownBy(() -> search.feed(SearchTest.bytes(text), System.nanoTime() + MATCH.toNanos()))
                .isInstanceOf(SearchTimeoutException.class)
                .hasMessageContaining(pattern);
        // The thread's own time: on a busy machine it gets none just then.
        assertThat(Duration.ofNanos(THREAD.getCurrentThreadCpuTime() - before)).isLessThan(MATCH.plusMillis(100));
    }

    @Test
    void whatTakesLittleIsFoundEvenAfterTheDeadline() throws Exception {
        Search search = new Search(List.of(SearchTest.regex("o(k)")), 65_536, 0);
        assertThat(SearchTest.place(search.feed(SearchTest.bytes("is ok"), System.nanoTime() - 1)))
                .isEqualTo("0:3-5");
    }

    @Test
    void aPatternThatNeedsTooMuchStackSaysSo() {
        Search search = new Search(List.of(SearchTest.regex("(a|b)*c")), 1 << 20, 0);
        byte[] text = "ab".repeat(500_000).getBytes(UTF_8);
        assertThatThrownBy(() -> search.feed(ByteBuffer.wrap(text), SearchTest.deadline()))
                .isInstanceOf(PatternOverflowException.class)
                .hasMessageContaining("(a|b)*c")
                .hasCauseInstanceOf(StackOverflowError.class);
    }
}
