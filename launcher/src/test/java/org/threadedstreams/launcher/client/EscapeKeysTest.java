package org.threadedstreams.launcher.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapeKeysTest {

    @ParameterizedTest
    @CsvSource({"~.,true,''", "a~.,false,a~.", "a^~.,true,a^", "~~.,false,~.", "~x,false,~x", "~^~.,true,~^"})
    void aTildeAtTheStartOfALineIsAnEscape(String keys, boolean leaves, String sent) {
        String typed = keys.replace('^', '\r');
        for (int split = 0; split <= typed.length(); split++) {
            EscapeKeys some = new EscapeKeys("\r".getBytes(US_ASCII));
            EscapeKeys.Typed first = type(some, typed.substring(0, split));
            EscapeKeys.Typed second = first.leave() ? first : type(some, typed.substring(split));
            assertThat(first.leave() || second.leave()).isEqualTo(leaves);
            assertThat(first.leave() ? text(first) : text(first) + text(second)).isEqualTo(sent.replace('^', '\r'));
        }
    }

    @Test
    void enterSendsWhatIsWanted() {
        assertThat(text(type(new EscapeKeys("\r\n".getBytes(US_ASCII)), "a\rb")))
                .isEqualTo("a\r\nb");
    }

    @Test
    void helpIsNotSent() {
        EscapeKeys.Typed typed = type(new EscapeKeys("\r".getBytes(US_ASCII)), "~?");
        assertThat(typed.help()).isTrue();
        assertThat(typed.send()).isEmpty();
    }

    private static EscapeKeys.Typed type(EscapeKeys keys, String typed) {
        return keys.type(typed.getBytes(US_ASCII), typed.length());
    }

    private static String text(EscapeKeys.Typed typed) {
        return new String(typed.send(), US_ASCII);
    }
}
