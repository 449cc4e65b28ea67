package org.threadedstreams.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LocationsTest {

    @Test
    void aFileIsFoundAtItsLocationHoweverThatIsWritten() {
        Path file = Path.of("/home/x y/deploy/a.jar");
        assertThat(Locations.file("file:/home/x%20y/deploy/a.jar")).contains(file);
        assertThat(Locations.file("reference:file:///home/x%20y/deploy/a.jar")).contains(file);
        assertThat(Locations.file("file:/home/x y/deploy/../deploy/a.jar")).contains(file);
        assertThat(Locations.file("mvn:group/artifact/1.0")).isEmpty();
        assertThat(Locations.file("System Bundle")).isEmpty();
    }

    @Test
    void aFileIsNamedWithItsFolder() {
        assertThat(Locations.name(Path.of("/home/deploy/a.jar"))).isEqualTo("deploy/a.jar");
    }
}
