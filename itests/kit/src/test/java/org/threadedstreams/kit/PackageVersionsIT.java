package org.threadedstreams.kit;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.differ.Baseline;
import aQute.bnd.differ.Baseline.Info;
import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.osgi.Instructions;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Processor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The exported packages against those of the last release, whose jars are in {@code released/}: what was changed in a package
 * has to show in its version, by the rules of semantic versioning for OSGi.
 */
class PackageVersionsIT {

    private static final Path CHECKOUT = Path.of(System.getProperty("kit.checkout"));
    private static final String VERSION = System.getProperty("kit.version");
    private static final String RELEASED = "0.1.0";

    @ParameterizedTest
    @ValueSource(strings = {"api", "client", "testkit"})
    void aPackageThatWasChangedHasANewVersion(String module) throws Exception {
        try (Jar released = released(module);
                Jar built = built(module)) {
            assertThat(mismatches(built, released))
                    .as("set these versions in package-info.java of bundles/%s", module)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "api, org.threadedstreams.api, StreamEnd",
        "client, org.threadedstreams.client, Mark",
        "testkit, org.threadedstreams.testkit, Peer"
    })
    void aBreakingChangeIsNoticed(String module, String changed, String removed) throws Exception {
        try (Jar released = released(module);
                Jar built = built(module)) {
            String path = changed.replace('.', '/') + "/" + removed + ".class";
            assertThat(built.remove(path)).as(path).isNotNull();

            assertThat(mismatches(built, released)).anyMatch(line -> line.startsWith(changed + ": 2.0.0 instead of "));
        }
    }

    private static Jar released(String module) throws Exception {
        return new Jar(CHECKOUT.resolve("itests/kit/released/threadedstreams-" + module + "-" + RELEASED + ".jar")
                .toFile());
    }

    private static Jar built(String module) throws Exception {
        return new Jar(
                CHECKOUT.resolve("bundles/" + module + "/target/threadedstreams-" + module + "-" + VERSION + ".jar")
                        .toFile());
    }

    private static List<String> mismatches(Jar built, Jar released) throws Exception {
        try (Processor processor = new Processor()) {
            return new Baseline(processor, new DiffPluginImpl())
                    .baseline(built, released, new Instructions("*")).stream()
                            .filter(info -> info.mismatch)
                            .map(PackageVersionsIT::line)
                            .toList();
        }
    }

    private static String line(Info info) {
        return info.packageName + ": " + info.suggestedVersion + " instead of " + info.newerVersion + ", for: "
                + info.packageDiff.getDelta();
    }
}
