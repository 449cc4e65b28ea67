package org.threadedstreams.client.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SearchTest {
    private static final int WINDOW = 65_536;

    @Test
    void aTargetSplitOverTwoReadsIsFoundAtEverySplit() throws Exception {
        byte[] bytes = "noise Compléted. more".getBytes(UTF_8);
        for (Target target :
                List.of(Literal.of("Compléted.", UTF_8), new Regex(Pattern.compile("C\\w+l.ted\\."), UTF_8))) {
            for (int split = 0; split <= bytes.length; split++) {
                Search search = new Search(List.of(target), WINDOW, 100);
                Hit hit = search.feed(ByteBuffer.wrap(bytes, 0, split), deadline());
                if (hit == null) {
                    hit = search.feed(ByteBuffer.wrap(bytes, split, bytes.length - split), deadline());
                }
                assertThat(hit).isNotNull();
                assertThat(List.of(hit.start(), hit.end()))
                        .as("split at %d", split)
                        .containsExactly(106L, 117L);
            }
        }
    }

    static long deadline() {
        return System.nanoTime() + 10_000_000_000L;
    }
}
