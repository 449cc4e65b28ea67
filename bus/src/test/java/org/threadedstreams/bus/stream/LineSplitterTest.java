package org.threadedstreams.bus.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineSplitterTest {

    private record Line(String text, long offset, boolean partial) {}

    private final List<Line> lines = new ArrayList<>();
    private final LineSplitter splitter = new LineSplitter(
            StandardCharsets.UTF_8, (text, offset, time, partial) -> lines.add(new Line(text, offset, partial)));
    private long offset;

    private void add(byte[] bytes) {
        splitter.add(ByteBuffer.wrap(bytes), offset, 1);
        offset += bytes.length;
    }

    private void add(String text) {
        add(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aLineEndsAtTheLineFeedAndCarriageReturnsBeforeItBelongToIt() {
        add("one\ntwo\r\nthree\r\r\n\n");
        assertThat(lines)
                .containsExactly(
                        new Line("one", 0, false),
                        new Line("two", 4, false),
                        new Line("three", 9, false),
                        new Line("", 17, false));
    }

    @Test
    void aCarriageReturnInsideALineStays() {
        add("10%\r20%\n");
        assertThat(lines).containsExactly(new Line("10%\r20%", 0, false));
    }

    @Test
    void aTerminatorSplitOverTwoReadsIsOne() {
        add("one\r");
        add("\ntwo\n");
        assertThat(lines).containsExactly(new Line("one", 0, false), new Line("two", 5, false));
    }

    @Test
    void aRestIsHandedOutAsPartial() {
        add("one\nlogin: ");
        splitter.flush();
        splitter.flush();
        assertThat(lines).containsExactly(new Line("one", 0, false), new Line("login: ", 4, true));
    }

    @Test
    void aLongLineComesInPiecesThatCutNoCharacter() {
        String text = "ä€😀".repeat(20_000);
        add("x" + text + "\n");
        assertThat(lines).hasSizeGreaterThan(2);
        StringBuilder all = new StringBuilder();
        long at = 0;
        for (Line line : lines) {
            assertThat(line.offset()).isEqualTo(at);
            assertThat(line.text()).doesNotContain("\uFFFD");
            int length = line.text().getBytes(StandardCharsets.UTF_8).length;
            assertThat(length).isLessThanOrEqualTo(LineSplitter.MAX_LINE_BYTES);
            at += length;
            all.append(line.text());
        }
        assertThat(all.toString()).isEqualTo("x" + text);
        assertThat(lines.subList(0, lines.size() - 1)).allMatch(Line::partial);
        assertThat(lines.get(lines.size() - 1).partial()).isFalse();
    }

    @Test
    void malformedBytesDoNotStopIt() {
        add(new byte[] {(byte) 0xC3, '\n', (byte) 0xFF, (byte) 0xFE, '\n'});
        byte[] rubbish = new byte[200_000];
        java.util.Arrays.fill(rubbish, (byte) 0x80);
        add(rubbish);
        add("\n");
        assertThat(lines.get(0)).isEqualTo(new Line("\uFFFD", 0, false));
        assertThat(lines.get(1)).isEqualTo(new Line("\uFFFD\uFFFD", 2, false));
        assertThat(lines.stream().mapToInt(l -> l.text().length()).sum()).isEqualTo(200_003);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anySplitIntoChunksGivesTheSameLines(long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            text.append("ä€😀x\r".substring(0, random.nextInt(6))).append(random.nextInt(4) == 0 ? "\r\n" : "\n");
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        List<Line> whole = new ArrayList<>();
        new LineSplitter(StandardCharsets.UTF_8, (t, o, time, p) -> whole.add(new Line(t, o, p)))
                .add(ByteBuffer.wrap(bytes), 0, 1);
        for (int at = 0; at < bytes.length; ) {
            int count = Math.min(1 + random.nextInt(9), bytes.length - at);
            splitter.add(ByteBuffer.wrap(bytes, at, count), at, 1);
            at += count;
        }
        assertThat(lines).isEqualTo(whole).hasSize(500);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whoComesLaterGetsTheLineThatIsOnItsWayAsAWhole(long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            text.append("line ").append(i).append(random.nextInt(4) == 0 ? "\r\n" : "\n");
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        List<Line> wanted = new ArrayList<>();
        int begin = 0;
        boolean listening = false;
        for (int at = 0; at < bytes.length; ) {
            int count = Math.min(1 + random.nextInt(30), bytes.length - at);
            listening ^= random.nextInt(5) == 0;
            ByteBuffer chunk = ByteBuffer.wrap(bytes, at, count);
            if (listening) {
                splitter.add(chunk, at, 1);
            } else {
                splitter.pass(chunk, at, 1);
            }
            for (; count > 0; count--, at++) {
                if (bytes[at] == '\n') {
                    if (listening) {
                        String line = new String(bytes, begin, at - begin, StandardCharsets.UTF_8);
                        wanted.add(new Line(line.stripTrailing(), begin, false));
                    }
                    begin = at + 1;
                }
            }
        }
        assertThat(lines).isEqualTo(wanted).hasSizeGreaterThan(50);
    }

    @Test
    void ofALongLineThatNobodyWantedTheRestIsHandedOut() {
        splitter.pass(ByteBuffer.wrap(new byte[100_000]), 0, 1);
        offset = 100_000;
        add("the rest\n");
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0).text()).endsWith("the rest");
        assertThat(lines.get(0).offset()).isEqualTo(LineSplitter.MAX_LINE_BYTES);
    }

    @Test
    void whatIsForgottenIsNoPartOfALine() {
        splitter.pass(ByteBuffer.wrap(new byte[] {'a', '\n', 'b'}), 0, 1);
        splitter.forget();
        offset = 3;
        add("c\n");
        assertThat(lines).containsExactly(new Line("c", 3, false));
    }
}
