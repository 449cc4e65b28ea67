package org.threadedstreams.client.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchCharsetTest {

    @ParameterizedTest
    @CsvSource({
        "ISO-8859-1,é",
        "windows-1252,€",
        "IBM037,é",
        "KOI8-R,ж",
        "US-ASCII,x",
        "UTF-8,😀",
        "UTF-16LE,😀",
        "UTF-16BE,é",
        "UTF-32,😀",
        "Shift_JIS,日本",
        "EUC-JP,日本",
        "GB18030,😀é",
        "Big5,中",
        "ISO-2022-JP,日本a"
    })
    void offsetsAreThoseOfTheBytesAtEverySplit(String name, String letters) throws Exception {
        Charset charset = Charset.forName(name);
        String before = letters + "1" + letters;
        byte[] all = (before + "ok" + letters + "2 more").getBytes(charset);
        int start = all.length - (charset.encode("ok" + letters + "2 more").remaining() - bom(charset));
        Regex target = new Regex(Pattern.compile("ok" + letters + "\\d"), charset);
        for (int split = 0; split <= all.length; split++) {
            Hit hit = feed(target, cut(all, split));
            assertThat(hit.start()).as("split at %d", split).isEqualTo(start);
            assertThat(hit.groups().get(0).text()).isEqualTo("ok" + letters + "2");
        }
        assertThat(feed(target, cut(all, 1)).end())
                .isEqualTo(feed(target, List.of(all)).end());
    }

    @Test
    void aByteOrderMarkBelongsToTheFirstCharacter() throws Exception {
        byte[] all = "aok".getBytes(Charset.forName("UTF-16"));
        Hit hit = feed(new Regex(Pattern.compile("ok"), Charset.forName("UTF-16")), cut(all, 1));
        assertThat(List.of(hit.start(), hit.end())).containsExactly(4L, 8L);
    }

    @Test
    void eachMalformedByteIsOneReplacementCharacterAndOneByte() throws Exception {
        byte[] broken = {
            'a', (byte) 0xff, (byte) 0xe2, (byte) 0x82, 'b', (byte) 0xf0, (byte) 0x9f, (byte) 0x98, 'o', 'k'
        };
        Regex target = new Regex(Pattern.compile("a(\ufffd+)b(\ufffd*)ok"), UTF_8);
        for (int split = 0; split <= broken.length; split++) {
            Hit hit = feed(target, cut(broken, split));
            assertThat(hit.groups())
                    .containsExactly(
                            new Hit.Group("a\ufffd\ufffd\ufffdb\ufffd\ufffd\ufffdok", 0, 10),
                            new Hit.Group("\ufffd\ufffd\ufffd", 1, 4),
                            new Hit.Group("\ufffd\ufffd\ufffd", 5, 8));
        }
    }

    @Test
    void aReplacementCharacterThatWasSentHasItsThreeBytes() throws Exception {
        Hit hit = feed(new Regex(Pattern.compile("\ufffd\ufffdx"), UTF_8), cut("\ufffd\ufffdx".getBytes(UTF_8), 2));
        assertThat(List.of(hit.start(), hit.end())).containsExactly(0L, 7L);
    }

    @Test
    void theBeginningOfACharacterIsHeldBackUntilTheEnd() throws Exception {
        Search search = new Search(List.of(new Regex(Pattern.compile("\ufffd+"), UTF_8)), 100, 0);
        assertThat(search.feed(ByteBuffer.wrap(new byte[] {'a', (byte) 0xe2, (byte) 0x82}), SearchTest.deadline()))
                .isNull();
        assertThat(search.needed()).isEqualTo(1);
        assertThat(SearchTest.place(search.end(SearchTest.deadline()))).isEqualTo("0:1-3");
    }

    @Test
    void patternsOfSeveralCharsetsSearchTheSameBytes() throws Exception {
        Regex latin = new Regex(Pattern.compile("Ã©!"), Charset.forName("ISO-8859-1"));
        Regex utf = new Regex(Pattern.compile("é."), UTF_8);
        assertThat(SearchTest.place(SearchTest.feed(List.of(latin, utf), "-é?")))
                .isEqualTo("1:1-4");
        assertThat(SearchTest.place(SearchTest.feed(List.of(latin, utf), "-é!")))
                .isEqualTo("0:1-4");
    }

    private static int bom(Charset charset) {
        return charset.encode("").remaining();
    }

    private static List<byte[]> cut(byte[] all, int at) {
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        first.write(all, 0, at);
        ByteArrayOutputStream second = new ByteArrayOutputStream();
        second.write(all, at, all.length - at);
        return List.of(first.toByteArray(), second.toByteArray());
    }

    private static Hit feed(Regex target, List<byte[]> chunks) throws SearchTimeoutException {
        Search search = new Search(List.of(target), 65_536, 0);
        List<Hit> hits = new ArrayList<>();
        for (byte[] chunk : chunks) {
            Hit hit = search.feed(ByteBuffer.wrap(chunk), SearchTest.deadline());
            if (hit != null) {
                return hit;
            }
        }
        assertThat(hits).as("hits").isNotEmpty();
        return hits.get(0);
    }
}
