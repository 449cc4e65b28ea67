package org.threadedstreams.client.search;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
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
            @ForAll("literals") List<byte[]> literals, @ForAll("chunks") List<byte[]> chunks) throws Exception {
        check(literals.stream().<Target>map(Literal::new).toList(), 65_536, chunks);
    }

    @Property(tries = 1500)
    void patternsAreFoundAsByTheSimplestSearch(
            @ForAll("patterns") List<Target> patterns, @ForAll("chunks") List<byte[]> chunks) throws Exception {
        check(patterns, 65_536, chunks);
    }

    @Property(tries = 100)
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
    }

    private static String told(@Nullable Hit hit, long start) {
        return hit == null ? "nothing" : hit.which() + ":" + (hit.start() - start) + "-" + (hit.end() - start);
    }

    @Provide
    Arbitrary<List<byte[]>> chunks() {
        return bytes().list().ofMaxSize(12);
    }

    @Provide
    Arbitrary<List<byte[]>> literals() {
        return bytes().filter(bytes -> bytes.length > 0).list().ofMinSize(1).ofMaxSize(4);
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
    private static Arbitrary<byte[]> bytes() {
        Arbitrary<byte[]> piece = Arbitraries.of(PIECES)
                .map(text -> text.getBytes(text.charAt(0) < 0x100 && text.charAt(0) != 'é' ? ISO_8859_1 : UTF_8));
        Arbitrary<byte[]> text = piece.list().ofMaxSize(6).map(pieces -> {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            pieces.forEach(all::writeBytes);
            return all.toByteArray();
        });
        return text.flatMap(all -> Arbitraries.integers()
                .between(0, 2)
                .map(cut -> java.util.Arrays.copyOf(all, Math.max(0, all.length - cut))));
    }
}
