package org.threadedstreams.client.search;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/** Whatever arrives, however it is split: found is what the simplest search finds. */
class SearchPropertiesTest {
    private static final String[] PIECES = {
        "a",
        "b",
        "c",
        "ab",
        "1",
        "42",
        " ",
        "\n",
        "\r\n",
        "\r",
        "é",
        "€",
        "😀",
        "ok",
        "end",
        "\u0301",
        "\u0080",
        "\u00c3",
        "\u00e2",
        "\u00e2\u0082",
        "\u00f0\u009f",
        "\u00ff"
    };

    private static final List<String> PATTERNS = List.of(
            "ab",
            "a+b",
            "a+",
            "(a|b)+c",
            "\\d+",
            "\\d+ ",
            "\\bok\\b",
            "ok(?! )",
            "ok(?=\\R)",
            "(?<=a)b+c",
            "(?<!a)b",
            "^ab",
            "(?m)^ab",
            "(?m)ab$",
            "ab$",
            "ok\\z",
            "\\d*\\z",
            "ok\\Z",
            "end\\s*$",
            "é+",
            "[€é]\\d",
            ".😀",
            "😀",
            "[^a]b",
            "\ufffd+",
            "(?s)a.*?end",
            "(?s)a.*end",
            "a.*b",
            "(a)(b)?\\1",
            "(\\w)\\1",
            "a{2,3}c",
            "a*+b",
            "(?>a|ab)c",
            "(?i)AB",
            "(?iu)É",
            "\\Qab\\E",
            "ab|abc",
            "c|abc",
            "b|(?s)a.*$",
            "\\s\\S\\s",
            "(?x) a b # both",
            "\\p{L}\\P{L}",
            "\\R\\R",
            "a\\Rb",
            "\\Bb\\B",
            "(?m)^$",
            "",
            "x*",
            "\\X1",
            "(?d)a.b",
            "[a-c&&[^b]]{3}",
            "ok.?",
            "(?=ab)a",
            "\\b",
            "1\\b\\s",
            "(?s).{7}b");

    @Property(tries = 1000)
    void literalsAreFoundAsByTheSimplestSearch(
            @ForAll("literals") List<byte[]> literals, @ForAll("fewLetters") List<byte[]> chunks) throws Exception {
        check(literals.stream().<Target>map(Literal::new).toList(), 65_536, chunks);
    }

    @Property(tries = 1500)
    void patternsAreFoundAsByTheSimplestSearch(
            @ForAll("patterns") List<Target> patterns, @ForAll("chunks") List<byte[]> chunks) throws Exception {
        check(patterns, 65_536, chunks);
    }

    @Property(tries = 150)
    void patternsAreFoundBehindMuchText(
            @ForAll("patterns") List<Target> patterns, @ForAll("chunks") List<byte[]> chunks) throws Exception {
        List<byte[]> all =
                new ArrayList<>(List.of(("-".repeat(70) + "\t").repeat(60).getBytes(UTF_8)));
        all.addAll(chunks);
        check(patterns, 65_536, all);
    }

    @Property(tries = 1000)
    void patternsAreFoundInASmallWindow(
            @ForAll("patterns") List<Target> patterns, @ForAll("chunks") List<byte[]> chunks) throws Exception {
        check(patterns, 6, chunks);
    }

    @Property(tries = 1000)
    void literalsAndPatternsTogether(
            @ForAll("literals") List<byte[]> literals,
            @ForAll("patterns") List<Target> patterns,
            @ForAll("chunks") List<byte[]> chunks,
            @ForAll boolean literalsFirst)
            throws Exception {
        List<Target> targets = new ArrayList<>(patterns);
        literals.forEach(literal -> targets.add(literalsFirst ? 0 : targets.size(), new Literal(literal)));
        check(targets, 65_536, chunks);
    }

    private static void check(List<Target> targets, int window, List<byte[]> chunks) throws SearchTimeoutException {
        long start = 1_000;
        NaiveSearch naive = new NaiveSearch(targets, window);
        Search search = new Search(targets, window, start);
        long needed = start;
        Hit hit = null;
        for (byte[] chunk : chunks) {
            hit = search.feed(ByteBuffer.wrap(chunk), SearchTest.deadline());
            assertThat(told(hit, start)).isEqualTo(naive.feed(chunk));
            if (hit != null) {
                break;
            }
            assertThat(search.needed()).isGreaterThanOrEqualTo(needed);
            needed = search.needed();
        }
        if (hit == null) {
            hit = search.end(SearchTest.deadline());
            assertThat(told(hit, start)).isEqualTo(naive.end());
        }
        assertThat(hit == null ? needed : hit.start()).isGreaterThanOrEqualTo(needed);
        Statistics.label("found")
                .collect(hit != null)
                .coverage(found -> found.check(true).percentage(share -> share > 3));
    }

    private static String told(@Nullable Hit hit, long start) {
        return hit == null ? "nothing" : hit.which() + ":" + (hit.start() - start) + "-" + (hit.end() - start);
    }

    @Provide
    Arbitrary<List<byte[]>> chunks() {
        return Arbitraries.of(PIECES)
                .list()
                .ofSize(4)
                .flatMap(some -> bytes(Stream.concat(Stream.of("a", "b", "ok"), some.stream())
                                .toList())
                        .list()
                        .ofMaxSize(8));
    }

    @Provide
    Arbitrary<List<byte[]>> literals() {
        return letters()
                .array(byte[].class)
                .ofMinSize(1)
                .ofMaxSize(6)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    @Provide
    Arbitrary<List<byte[]>> fewLetters() {
        return letters().array(byte[].class).ofMaxSize(4).list().ofMaxSize(8);
    }

    private static Arbitrary<Byte> letters() {
        return Arbitraries.of((byte) 'a', (byte) 'b');
    }

    @Provide
    Arbitrary<List<Target>> patterns() {
        return Arbitraries.of(PATTERNS)
                .<Target>map(pattern -> new Regex(Pattern.compile(pattern), UTF_8))
                .list()
                .ofMinSize(1)
                .ofMaxSize(2);
    }

    /** Short texts of few letters, some cut in the middle of a character, some malformed. */
    private static Arbitrary<byte[]> bytes(List<String> letters) {
        Arbitrary<byte[]> text = Arbitraries.of(letters).list().ofMaxSize(5).map(SearchPropertiesTest::join);
        return Combinators.combine(text, Arbitraries.integers().between(0, 2))
                .as((all, cut) -> Arrays.copyOf(all, Math.max(0, all.length - cut)));
    }

    private static byte[] join(List<String> letters) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        letters.forEach(letter -> all.writeBytes(letter.getBytes(isByte(letter) ? ISO_8859_1 : UTF_8)));
        return all.toByteArray();
    }

    private static boolean isByte(String letter) {
        return letter.charAt(0) < 0x100 && letter.charAt(0) != 'é';
    }
}
