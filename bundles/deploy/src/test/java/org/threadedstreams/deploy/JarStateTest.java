package org.threadedstreams.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarStateTest {

    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() throws IOException {
        file = Files.createDirectory(folder.resolve("deploy")).resolve("a.jar");
    }

    private static byte[] jar(String... headers) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        for (int i = 0; i < headers.length; i += 2) {
            manifest.getMainAttributes().putValue(headers[i], headers[i + 1]);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.putNextEntry(new ZipEntry("a/A.class"));
            jar.write(new byte[10_000]);
        }
        return bytes.toByteArray();
    }

    private JarState of(byte[] content) throws IOException {
        return JarState.of(Files.write(file, content), null);
    }

    @Test
    void aBundleHasItsNameWithoutDirectivesAndItsVersion() throws IOException {
        JarState bundle = of(jar("Bundle-SymbolicName", "a.b; singleton:=true", "Bundle-Version", "1.2.3"));
        assertThat(bundle.fault()).isEmpty();
        assertThat(bundle.name()).isEqualTo("deploy/a.jar");
        assertThat(bundle.symbolicName()).isEqualTo("a.b");
        assertThat(bundle.version()).isEqualTo("1.2.3");
        assertThat(of(jar("Bundle-SymbolicName", "a")).version()).isEqualTo("0.0.0");
        assertThat(of(jar("Bundle-SymbolicName", "a", "Bundle-Version", " 1.2 "))
                        .version())
                .isEqualTo("1.2.0");
        assertThat(of(jar("Bundle-SymbolicName", "a", "Bundle-Version", "1.2-SNAPSHOT"))
                        .fault())
                .startsWith("is not used: its Bundle-Version 1.2-SNAPSHOT is not one, ");
    }

    @Test
    void anEmptyFileIsNotComplete() throws IOException {
        assertThat(of(new byte[0]).fault())
                .isEqualTo(
                        "is not complete or not a jar (it is empty); copy it under another name, such as a.jar.part, and"
                                + " rename it when it is complete");
    }

    @Test
    void aJarThatIsCutOffAnywhereIsNotComplete() throws IOException {
        byte[] whole = jar("Bundle-SymbolicName", "a");
        for (int length = 1; length < whole.length; length += 13) {
            assertThat(of(Arrays.copyOf(whole, length)).fault())
                    .as("%d of %d bytes", length, whole.length)
                    .startsWith("is not complete or not a jar (")
                    .contains("a.jar.part");
        }
    }

    @Test
    void textIsNoJar() throws IOException {
        assertThat(of("<html>404</html>".getBytes()).fault()).startsWith("is not complete or not a jar (zip");
    }

    @Test
    void anArchiveWithoutHeadersIsNoBundle() throws IOException {
        assertThat(of(jar()).fault()).startsWith("is no bundle: its manifest has no Bundle-SymbolicName; ");
        assertThat(of(zip()).fault()).startsWith("is no bundle: it is an empty archive; ");
        assertThat(of(zip("a.txt")).fault()).startsWith("is no bundle: it has no META-INF/MANIFEST.MF; ");
    }

    @Test
    void aManifestThatIsNotFirstIsNotUsed() throws IOException {
        assertThat(of(zip("a.txt", MANIFEST)).fault())
                .startsWith("is not used: META-INF/MANIFEST.MF is not the first file in it; ");
        assertThat(of(zip(MANIFEST, "a.txt")).fault()).isEmpty();
    }

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write("Manifest-Version: 1.0\nBundle-SymbolicName: a\n".getBytes());
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void aFileIsOpenedAgainOnlyWhenItHasChanged() throws IOException {
        JarFolder jars = new JarFolder(List.of(file.getParent()));
        assertThat(jars.list()).isEmpty();
        Files.write(file, new byte[0]);
        JarState before = jars.list().get(0);
        assertThat(jars.list().get(0)).isSameAs(before);
        assertThat(jars.state(file)).isSameAs(before);
        Files.write(file, jar("Bundle-SymbolicName", "a"));
        assertThat(jars.state(file)).isNotSameAs(before);
        assertThat(jars.list()).extracting(JarState::symbolicName).containsExactly("a");
        Files.delete(file);
        assertThat(jars.list()).isEmpty();
        assertThat(new JarFolder(List.of(folder.resolve("none"))).list()).isEmpty();
    }
}
