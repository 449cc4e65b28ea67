package org.threadedstreams.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UnknownStreamTest {

    private static final List<String> NAMES = List.of("console", "power", "lab-1", "lab-2", "x");

    @Test
    void theNearestNameIsFoundWhateverItsCase() {
        assertThat(UnknownStream.nearest("Console", NAMES)).contains("console");
        assertThat(UnknownStream.nearest("cnosole", NAMES)).contains("console");
        assertThat(UnknownStream.nearest("lab-22", NAMES)).contains("lab-2");
    }

    @Test
    void whatIsFarFromAllIsLikeNone() {
        assertThat(UnknownStream.nearest("sensor", NAMES)).isEmpty();
        assertThat(UnknownStream.nearest("console", List.of())).isEmpty();
    }

    @Test
    void aNameThatIsThereButDoesNotAnswerIsNotProposed() {
        assertThat(UnknownStream.nearest("console", List.of("console"))).isEmpty();
    }
}
