package org.threadedstreams.api.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {

    private static final List<String> NAMES = List.of("console", "power", "lab-1", "lab-2", "x");

    @Test
    void theNearestNameIsFoundWhateverItsCase() {
        assertThat(NearestName.close("Console", NAMES)).contains("console");
        assertThat(NearestName.close("cnosole", NAMES)).contains("console");
        assertThat(NearestName.close("lab-22", NAMES)).contains("lab-2");
    }

    @Test
    void whatIsFarFromAllIsLikeNone() {
        assertThat(NearestName.close("sensor", NAMES)).isEmpty();
        assertThat(NearestName.close("console", List.of())).isEmpty();
    }

    @Test
    void amongKeysTheNearestIsAlwaysTold() {
        assertThat(NearestName.of("sensor", NAMES)).isPresent();
        assertThat(NearestName.of("sensor", List.of())).isEmpty();
    }
}
