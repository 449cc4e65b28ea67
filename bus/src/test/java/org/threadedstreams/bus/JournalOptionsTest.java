package org.threadedstreams.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.threadedstreams.api.InvalidOptionException;

class JournalOptionsTest {

    @Test
    void withoutAFileSomeOfEachVolumeIsLeftFree() {
        assertThat(JournalOptions.of(Map.of("service.pid", "journal")).freeBytes())
                .isZero();
    }

    @Test
    void theFileSaysHowMuch() {
        assertThat(JournalOptions.of(Map.of("journalFreeBytes", " 4096 ")).freeBytes())
                .isEqualTo(4096);
    }

    @ParameterizedTest
    @ValueSource(strings = {"much", "-1", "1.5", ""})
    void whatIsNoNumberOfBytesIsSaidWithWhatIsAllowed(String value) {
        assertThatThrownBy(() -> JournalOptions.of(Map.of("journalFreeBytes", value)))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining("journalFreeBytes")
                .hasMessageContaining("\"" + value + "\"")
                .hasMessageContaining("whole number");
    }

    @Test
    void aKeyThatMeansNothingIsFound() {
        assertThat(JournalOptions.unknown(Map.of("journalFreeByte", "1", "service.pid", "x", "journalFreeBytes", "1")))
                .containsExactly("journalFreeByte");
    }
}
