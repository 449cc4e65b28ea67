package org.threadedstreams.client.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SearchTest {
    private static final int WINDOW = 65_536;

    @Test
    void aTargetSplitOverTwoReadsIsFoundAtEverySplit() throws Exception {
        byte[] bytes = "noise Compléted. 😀 more".getBytes(UTF_8);
        for (Target target : List.of(literal("Compléted. 😀"), regex("C.*?é\\w+\\. 😀"))) {
            for (int split = 0; split <= bytes.length; split++) {
                Search search = new Search(List.of(target), WINDOW, 100);
                Hit hit = search.feed(ByteBuffer.wrap(bytes, 0, split), deadline());
                if (hit == null) {
                    hit = search.feed(ByteBuffer.wrap(bytes, split, bytes.length - split), deadline());
                }
                assertThat(place(hit)).as("split at %d", split).isEqualTo("0:106-122");
            }
        }
    }

    @Test
    void aLiteralIsBytesAndMayBeginAndEndInsideACharacter() throws Exception {
        Literal insides = new Literal(new byte[] {(byte) 0xac, (byte) 0xf0, (byte) 0x9f});
        assertThat(place(feed(List.of(insides), "€😀"))).isEqualTo("0:2-5");
    }

    @Test
    void theEarliestStartWinsThenTheOrder() throws Exception {
        assertThat(place(feed(List.of(literal("b"), regex("a."), literal("ab")), "--abc")))
                .isEqualTo("1:2-4");
        assertThat(place(feed(List.of(literal("b"), literal("ab"), regex("a.")), "--abc")))
                .isEqualTo("1:2-4");
        assertThat(place(feed(List.of(literal("abc"), literal("ab")), "--abc"))).isEqualTo("0:2-5");
        assertThat(place(feed(List.of(literal("ab"), literal("abc")), "--abc"))).isEqualTo("0:2-4");
    }

    @Test
    void whatHasArrivedDecidesNotWhatMayStillCome() throws Exception {
        assertThat(place(feed(List.of(literal("abcd"), literal("bc")), "abc", "d")))
                .isEqualTo("1:1-3");
        assertThat(place(feed(List.of(regex("\\d+")), "a1", "2"))).isEqualTo("0:1-2");
        assertThat(place(feed(List.of(regex("ok(?! no)")), "ok ", "no"))).isEqualTo("0:0-2");
    }

    @Test
    void groupsHaveTextAndByteOffsets() throws Exception {
        Hit hit = feed(List.of(regex("(é+)(x)?(?<n>\\d)")), "-éé7");
        assertThat(hit.groups())
                .containsExactly(
                        new Hit.Group("éé7", 1, 6),
                        new Hit.Group("éé", 1, 5),
                        new Hit.Group(null, -1, -1),
                        new Hit.Group("7", 5, 6));
    }

    @Test
    void anEndOfLineAtTheEndOfAChunkIsNotBelieved() throws Exception {
        Target endOfLine = regex("(?m)ok$");
        assertThat(feed(List.of(endOfLine), "ok", "ay ")).isNull();
        assertThat(place(feed(List.of(endOfLine), "ok", "ay ok", "\n"))).isEqualTo("0:5-7");
        assertThat(feed(List.of(regex("\\bok\\b")), "ok", "ay")).isNull();
        assertThat(place(feed(List.of(regex("\\bok\\b")), "ok", " "))).isEqualTo("0:0-2");
        assertThat(feed(List.of(regex("ok\\z")), "ok", "\n")).isNull();
        assertThat(feed(List.of(regex("ok(?!a)")), "ok", "ay")).isNull();
    }

    @Test
    void theEndOfTheSessionDecidesWhatStoodOnTheEnd() throws Exception {
        for (String pattern : List.of("ok$", "(?m)ok$", "ok\\z", "\\bok\\b", "ok(?!!)$")) {
            Search search = new Search(List.of(regex(pattern)), WINDOW, 0);
            assertThat(search.feed(bytes("is ok"), deadline())).as(pattern).isNull();
            assertThat(place(search.end(deadline()))).as(pattern).isEqualTo("0:3-5");
        }
    }

    @Test
    void anEndBeforeTheLastLineFeedIsAnEndToo() throws Exception {
        Search search = new Search(List.of(regex("ok$")), WINDOW, 0);
        assertThat(search.feed(bytes("ok\r\n"), deadline())).isNull();
        assertThat(place(search.end(deadline()))).isEqualTo("0:0-2");
    }

    @Test
    void theEndIsFoundBehindMuchTextToo() throws Exception {
        Search search = new Search(List.of(regex("\\s?$")), WINDOW, 0);
        assertThat(search.feed(bytes("x".repeat(5_000) + "\n"), deadline())).isNull();
        assertThat(place(search.end(deadline()))).isEqualTo("0:5000-5001");
    }

    @Test
    void aMatchAsLongAsTheWindowIsFoundAndALongerOneIsNot() throws Exception {
        Target pattern = regex("<[^>]*>");
        String inside = "x".repeat(98);
        for (int chunk : new int[] {1, 7, 1000}) {
            assertThat(place(feedBy(chunk, new Search(List.of(pattern), 100, 0), ". <" + inside + ">")))
                    .isEqualTo("0:2-102");
            assertThat(feedBy(chunk, new Search(List.of(pattern), 100, 0), ". <" + inside + "x>"))
                    .isNull();
        }
    }

    @Test
    void theBeginningIsWhereTheSearchBeganAndNotWhereItsWindowBegins() throws Exception {
        String noise = "x".repeat(300_000);
        assertThat(feed(List.of(regex("^x?ok"), regex("\\Aok")), noise, noise, "ok "))
                .isNull();
        assertThat(place(feed(List.of(regex("^ok")), "ok"))).isEqualTo("0:0-2");
        assertThat(place(feed(List.of(regex("(?m)^ok")), noise, "ok \n", "ok"))).isEqualTo("0:300004-300006");
    }

    @Test
    void aLookbehindSeesWhatCameInEarlierChunks() throws Exception {
        String noise = "x".repeat(300_000);
        assertThat(place(feed(List.of(regex("(?<=a1)b")), noise + "a", "1", "b")))
                .isEqualTo("0:300002-300003");
    }

    @Test
    void aLookbehindSeesWhatIsBeforeTheWindow() throws Exception {
        for (int noise = 900; noise < 1_100; noise++) {
            Search search = new Search(List.of(regex("(?<=0123456789)B.*END")), 100, 0);
            String before = "x".repeat(noise) + "0123456789B" + "x".repeat(96);
            assertThat(search.feed(bytes(before), deadline())).isNull();
            assertThat(search.feed(bytes("END"), deadline()))
                    .as("%d before", noise)
                    .isNotNull();
        }
    }

    @Test
    void aMatchAsLongAsTheWindowIsFoundHoweverMuchCameBefore() throws Exception {
        String text = ".\n".repeat(150_000) + "BEGIN" + "x".repeat(WINDOW - 8) + "END";
        Search search = new Search(List.of(regex("BEGIN.*END")), WINDOW, 0);
        assertThat(place(feedBy(5_000, search, text))).isEqualTo("0:300000-" + (300_000 + WINDOW));
    }

    @Test
    void aBufferIsNeitherChangedNorKept() throws Exception {
        byte[] bytes = "..abc..".getBytes(UTF_8);
        ByteBuffer direct = ByteBuffer.allocateDirect(7).put(bytes).position(1).limit(4);
        ByteBuffer slice = ByteBuffer.wrap(bytes, 1, 3).slice();
        for (ByteBuffer buffer :
                List.of(direct, slice, ByteBuffer.wrap(bytes, 1, 3).asReadOnlyBuffer())) {
            int position = buffer.position();
            for (Target target : List.of(literal("abc"), regex("abc"))) {
                Search search = new Search(List.of(target), WINDOW, 0);
                assertThat(search.feed(buffer, deadline())).isNull();
                assertThat(List.of(buffer.position(), buffer.remaining())).containsExactly(position, 3);
                assertThat(place(search.feed(bytes("c"), deadline()))).isEqualTo("0:1-4");
            }
        }
    }

    @Test
    void whatIsNeededIsWhereAMatchMayStillStart() throws Exception {
        Search search = new Search(List.of(literal("abc"), regex("\\d+x")), WINDOW, 1_000);
        assertThat(search.needed()).isEqualTo(1_000);
        assertThat(search.feed(bytes("....ab"), deadline())).isNull();
        assertThat(search.needed()).isEqualTo(1_004);
        assertThat(search.feed(bytes("..12"), deadline())).isNull();
        assertThat(search.needed()).isEqualTo(1_008);
        assertThat(search.feed(bytes("."), deadline())).isNull();
        assertThat(search.needed()).isEqualTo(1_011);
    }

    @Test
    void anEmptyLiteralIsRefused() {
        assertThatThrownBy(() -> literal(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("empty");
    }

    static Target literal(String text) {
        return Literal.of(text, UTF_8);
    }

    static Target regex(String pattern) {
        return new Regex(Pattern.compile(pattern), UTF_8);
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    static long deadline() {
        return System.nanoTime() + 10_000_000_000L;
    }

    static @Nullable Hit feed(List<Target> targets, String... chunks) throws SearchTimeoutException {
        Search search = new Search(targets, WINDOW, 0);
        Hit hit = null;
        for (int i = 0; hit == null && i < chunks.length; i++) {
            hit = search.feed(bytes(chunks[i]), deadline());
        }
        return hit;
    }

    static @Nullable Hit feedBy(int chunk, Search search, String text) throws SearchTimeoutException {
        byte[] all = text.getBytes(UTF_8);
        Hit hit = null;
        for (int at = 0; hit == null && at < all.length; at += chunk) {
            hit = search.feed(ByteBuffer.wrap(all, at, Math.min(chunk, all.length - at)), deadline());
        }
        return hit;
    }

    static String place(@Nullable Hit hit) {
        return hit == null ? "nothing" : hit.which() + ":" + hit.start() + "-" + hit.end();
    }
}
