package org.threadedstreams.client.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EscapesTest {

    @Test
    void everyEscapeStandsForItsByte() {
        assertThat(Escapes.bytes("a\\n\\r\\t\\e\\\\\\x00\\xfFz"))
                .containsExactly('a', '\n', '\r', '\t', 0x1b, '\\', 0, 0xff, 'z');
    }

    @Test
    void otherTextIsUtf8() {
        assertThat(Escapes.bytes("Grüße €\\n")).isEqualTo("Grüße €\n".getBytes(StandardCharsets.UTF_8));
        assertThat(Escapes.bytes("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\", "\\q", "a\\x", "\\x1", "\\xg0", "\\x0g", "\\u0041"})
    void anUnknownEscapeIsRefusedByName(String text) {
        assertThatThrownBy(() -> Escapes.bytes(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "no such escape: " + text.substring(text.indexOf('\\')).substring(0, 1))
                .hasMessageContaining("\\xHH");
    }
}
