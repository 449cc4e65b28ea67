package org.threadedstreams.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The manual's pages for those who build on the gateway, as a reader follows them: each file is written, each command is
 * typed, and each line that the page shows has to come.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ManualIT {

    private static final Path CHECKOUT =
            Path.of(System.getProperty("kit.checkout")).toAbsolutePath().normalize();
    private static final Path MANUAL = CHECKOUT.resolve("launcher/src/main/distribution/manual");
    private static final Path REPOSITORY = Path.of(System.getProperty("kit.repository"));
    private static final List<Path> TOOLS =
            List.of(Path.of("/usr/bin/socat"), Path.of("/usr/bin/python3"), Path.of("/bin/bash"));

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"a-transport-of-your-own.md", "tests-of-your-own.md"})
    void everyStepOfThePageDoesWhatItSays(String page) throws Exception {
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(TOOLS)
                    .as("without %s the manual's pages are not tested", TOOLS)
                    .allMatch(Files::isExecutable);
        }
        try (Reader reader = new Reader(folder, strangersHome(), distribution(), REPOSITORY)) {
            reader.follow(ManualPage.read(MANUAL.resolve(page)));
        }
    }

    @Test
    void aTransportIsOneClassOfLessThanEightyLines() throws Exception {
        List<ManualPage.Block> classes = ManualPage.read(MANUAL.resolve("a-transport-of-your-own.md")).blocks().stream()
                .filter(block -> block.info().startsWith("java "))
                .toList();

        assertThat(classes)
                .singleElement()
                .satisfies(transport -> assertThat(transport.text().lines()).hasSizeLessThan(80));
    }

    /**
     * A home folder whose Maven has only what was installed from this build, and the registry. What the build has downloaded
     * serves as a mirror, so that it is not downloaded again.
     */
    private Path strangersHome() throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.createDirectories(home.resolve(".m2"));
        Files.writeString(home.resolve(".m2/settings.xml"), """
                <settings>
                  <profiles>
                    <profile>
                      <id>downloaded</id>
                      <repositories>
                        <repository>
                          <id>downloaded</id>
                          <url>%1$s</url>
                          <releases><checksumPolicy>ignore</checksumPolicy></releases>
                          <snapshots><enabled>false</enabled></snapshots>
                        </repository>
                      </repositories>
                      <pluginRepositories>
                        <pluginRepository>
                          <id>downloaded</id>
                          <url>%1$s</url>
                          <releases><checksumPolicy>ignore</checksumPolicy></releases>
                          <snapshots><enabled>false</enabled></snapshots>
                        </pluginRepository>
                      </pluginRepositories>
                    </profile>
                  </profiles>
                  <activeProfiles><activeProfile>downloaded</activeProfile></activeProfiles>
                </settings>
                """.formatted(
                        Path.of(System.getProperty("kit.downloaded")).toUri()));
        return home;
    }

    private static Path distribution() {
        return CHECKOUT.resolve("launcher/target/tstreams-" + System.getProperty("kit.version"));
    }
}
