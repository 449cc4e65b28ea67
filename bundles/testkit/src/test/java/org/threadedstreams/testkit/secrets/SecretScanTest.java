package org.threadedstreams.testkit.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretScanTest {

    @TempDir
    private Path folder;

    @Test
    void aSecretIsFoundWithItsFileAndLineAndIsNotTold() throws IOException {
        Path log = Files.writeString(folder.resolve("some.log"), "one\ntwo\nlogin with " + Planted.secret("x") + "!\n");

        SecretScan scan = scan();

        assertThat(scan.findings()).hasSize(1);
        assertThat(scan.findings().get(0)).hasToString(log + ":3: a planted secret (plain)");
        assertThat(scan.findings().toString()).doesNotContain(Planted.MARKER);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 17})
    void inBase64ItIsFoundWhereverItStands(int before) throws IOException {
        byte[] bytes = ("\u00ff".repeat(before) + Planted.secret("x") + "\u00ff").getBytes(UTF_8);
        for (Base64.Encoder encoder : new Base64.Encoder[] {
            Base64.getEncoder(), Base64.getUrlEncoder(), Base64.getUrlEncoder().withoutPadding()
        }) {
            Files.writeString(folder.resolve("some.json"), "{\"bytes\":\"" + encoder.encodeToString(bytes) + "\"}");
            assertThat(scan().findings()).isNotEmpty();
        }
    }

    @Test
    void itIsFoundInHexadecimalDigitsAndInUrls() throws IOException {
        byte[] bytes = ("user:" + Planted.secret("x")).getBytes(UTF_8);
        for (String text : new String[] {
            HexFormat.of().formatHex(bytes),
            HexFormat.of().withUpperCase().formatHex(bytes),
            HexFormat.ofDelimiter(" ").formatHex(bytes),
            HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes),
            HexFormat.ofDelimiter(":").formatHex(bytes),
            HexFormat.of().withPrefix("%").formatHex(bytes),
            HexFormat.of().withPrefix("%").withUpperCase().formatHex(bytes),
            URLEncoder.encode(new String(bytes, UTF_8), UTF_8)
        }) {
            Files.writeString(folder.resolve("some.txt"), text);
            assertThat(scan().findings())
                    .as(text.replace(Planted.MARKER, "..."))
                    .isNotEmpty();
        }
    }

    @Test
    void aPrivateKeyIsFoundByItsFirstLines() throws IOException {
        Files.writeString(folder.resolve("pkcs8"), "-----BEGIN ENCRYPTED PRIVATE " + "KEY-----\n");
        Files.writeString(folder.resolve("openssh"), "dump: " + "b3BlbnNzaC1rZXkt" + "djEAAAAABG5vbmU\n");

        assertThat(scan().findings()).hasSize(2);
    }

    @Test
    void whatIsNoSecretIsNotFound() throws IOException {
        Files.writeString(folder.resolve("some.log"), "password = $[secret:pw]\n-----BEGIN PUBLIC KEY-----\n");

        assertThat(scan().findings()).isEmpty();
        assertThat(scan().files()).isOne();
    }

    @Test
    void theOutputOfEveryModuleIsSearchedButNotWhatWasCompiled() throws IOException {
        for (String file : new String[] {
            "bus/target/surefire-reports/X-output.txt",
            "bundles/some/target/failsafe-reports/X.xml",
            "itests/faults/target/faults-it/home/err.txt",
            "bus/target/classes/X.class",
            "bus/src/test/X.java",
        }) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.writeString(folder.resolve(file), Planted.secret("x"));
        }
        for (String module : new String[] {"bus", "bundles/some", "itests/faults"}) {
            Files.writeString(folder.resolve(module).resolve("pom.xml"), "");
        }

        assertThat(BuildOutput.in(folder).findings())
                .extracting(finding -> folder.relativize(finding.file()).toString())
                .containsExactlyInAnyOrder(
                        "bus/target/surefire-reports/X-output.txt",
                        "bundles/some/target/failsafe-reports/X.xml",
                        "itests/faults/target/faults-it/home/err.txt");
    }

    @Test
    void theKeysOfATestsOwnSshServerMayBeThere() throws IOException {
        Path module = Files.createDirectories(folder.resolve("itests"));
        Path server = Files.createDirectories(module.resolve("target/faults-it/lane"));
        Files.writeString(module.resolve("pom.xml"), "");
        Files.writeString(server.resolve("id"), "-----BEGIN OPENSSH PRIVATE " + "KEY-----\n");
        assertThat(BuildOutput.in(folder).findings()).hasSize(1);

        Files.writeString(server.resolve("sshd_config"), "");
        assertThat(BuildOutput.in(folder).findings()).isEmpty();
    }

    @Test
    void theSecretsAndTheTokenOfAGatewaysHomeMayBeThere() throws IOException {
        Path module = Files.createDirectories(folder.resolve("itests"));
        Path home = module.resolve("target/homes/SomeIT");
        Files.writeString(module.resolve("pom.xml"), "");
        for (String file : new String[] {"secrets/lab", "data/token", "data/log"}) {
            Files.createDirectories(home.resolve(file).getParent());
            Files.writeString(home.resolve(file), Planted.secret("x"));
        }
        assertThat(BuildOutput.in(folder).findings()).hasSize(3);

        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/bridge.cfg"), "");
        assertThat(BuildOutput.in(folder).findings())
                .extracting(finding -> finding.file().getFileName().toString())
                .containsExactly("log");
    }

    private SecretScan scan() throws IOException {
        SecretScan scan = new SecretScan();
        scan.folder(folder, file -> false);
        return scan;
    }
}
