package org.threadedstreams.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.threadedstreams.deploy.Settling.Outcome;

class SettlingTest {

    private static final Trouble ALONE =
            new Trouble("7@1", "a.jar: component A is not started: x", "a.jar: component A is started");
    private static final Trouble FILE = new Trouble("b.jar@1/0", "b.jar is no bundle", "");

    private final Settling settling = new Settling(Duration.ofSeconds(1));
    private boolean there = true;

    private Outcome at(int millis, Trouble... troubles) {
        return settling.look(List.of(troubles), Duration.ofMillis(millis).toNanos(), trouble -> there);
    }

    @Test
    void aTroubleIsLoggedOnceItHasLastedAndNotAgain() {
        assertThat(at(0, ALONE)).isEqualTo(new Outcome(List.of(), List.of(), true));
        assertThat(at(999, ALONE)).isEqualTo(new Outcome(List.of(), List.of(), true));
        assertThat(at(1000, ALONE)).isEqualTo(new Outcome(List.of(ALONE.sentence()), List.of(), false));
        assertThat(at(9000, ALONE)).isEqualTo(new Outcome(List.of(), List.of(), false));
    }

    @Test
    void aTroubleThatPassesBeforeThatIsNotLogged() {
        at(0, ALONE);
        assertThat(at(500)).isEqualTo(new Outcome(List.of(), List.of(), false));
        assertThat(at(1000, ALONE).warnings()).isEmpty();
    }

    @Test
    void eachTroubleHasItsOwnTime() {
        at(0, ALONE);
        at(600, ALONE, FILE);
        assertThat(at(1000, ALONE, FILE)).isEqualTo(new Outcome(List.of(ALONE.sentence()), List.of(), true));
        assertThat(at(1600, ALONE, FILE)).isEqualTo(new Outcome(List.of(FILE.sentence()), List.of(), false));
    }

    @Test
    void aLoggedTroubleThatIsMendedIsNotedIfThereIsAnythingToSay() {
        at(0, ALONE, FILE);
        at(1000, ALONE, FILE);
        assertThat(at(2000).notes()).containsExactly("a.jar: component A is started");
        assertThat(at(3000).notes()).isEmpty();
    }

    @Test
    void nothingIsNotedOfABundleThatIsGone() {
        at(0, ALONE);
        at(1000, ALONE);
        there = false;
        assertThat(at(2000).notes()).isEmpty();
    }

    @Test
    void anotherCauseForTheSameComponentIsLoggedAndNotNotedAsMended() {
        Trouble another = new Trouble("7@1", "a.jar: component A is not started: y", ALONE.mended());
        at(0, ALONE);
        at(1000, ALONE);
        assertThat(at(2000, another)).isEqualTo(new Outcome(List.of(), List.of(), true));
        assertThat(at(3000, another).warnings()).containsExactly(another.sentence());
    }

    @Test
    void theSameTroubleOfAChangedFileIsLoggedAgain() {
        at(0, FILE);
        at(1000, FILE);
        Trouble changed = new Trouble("b.jar@2/0", FILE.sentence(), "");
        at(2000, changed);
        assertThat(at(3000, changed).warnings()).containsExactly(FILE.sentence());
    }

    @Test
    void aTroubleThatComesAgainIsLoggedAgain() {
        at(0, FILE);
        at(1000, FILE);
        at(2000);
        at(3000, FILE);
        assertThat(at(4000, FILE).warnings()).containsExactly(FILE.sentence());
    }
}
