package org.threadedstreams.testkit.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistributionTest {

    @TempDir
    Path folder;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @BeforeEach
    void noProperty() {
        System.clearProperty(Distribution.PROPERTY);
    }

    @AfterEach
    void restore() {
        System.clearProperty(Distribution.PROPERTY);
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void theSystemPropertyNamesTheFolder() throws IOException {
        Files.createDirectories(folder.resolve("bin"));
        Files.writeString(folder.resolve("bin/tstreams"), "");
        System.setProperty(Distribution.PROPERTY, folder.toString());
        assertThat(Distribution.folder()).isEqualTo(folder);
    }

    @Test
    void aFolderThatIsNoDistributionIsRefused() {
        System.setProperty(Distribution.PROPERTY, folder.toString());
        assertThatThrownBy(Distribution::folder)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(Distribution.PROPERTY, folder.toString(), "has no bin/tstreams", "set it to");
    }

    /** One test, because the JVM unpacks once: what is missing first, then there. */
    @Test
    void anArchiveOnTheClassPathIsUnpackedOnceAndItsAbsenceIsExplained() throws IOException {
        assertThatThrownBy(Distribution::folder)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("org.threadedstreams:threadedstreams-distribution with scope test");

        Path classes = Files.createDirectories(folder.resolve("classes"));
        Files.write(
                classes.resolve(Distribution.RESOURCE),
                zip("tstreams-1/bin/tstreams", "#!/bin/sh\necho runs\n", "tstreams-1/lib/a/b.jar", "b"));
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(loader);
            Path distribution = Distribution.folder();
            assertThat(distribution).hasFileName("tstreams-1");
            assertThat(distribution.resolve("bin/tstreams")).isExecutable();
            assertThat(distribution.resolve("lib/a/b.jar")).hasContent("b");
            assertThat(Distribution.folder()).isEqualTo(distribution);
        }
    }

    @Test
    void anEntryOutsideTheFolderIsRefused() throws IOException {
        Path into = Files.createDirectories(folder.resolve("a/into"));
        InputStream archive = new ByteArrayInputStream(zip("tstreams-1/bin/tstreams", "", "../outside", "evil"));
        assertThatThrownBy(() -> DistributionArchive.unpack(archive, into))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("../outside");
        assertThat(folder.resolve("a")).isDirectoryNotContaining(path -> path.endsWith("outside"));
    }

    @Test
    void anArchiveOfSomethingElseIsRefused() throws IOException {
        InputStream archive = new ByteArrayInputStream(zip("one/a", "a", "two/b", "b"));
        Path into = Files.createDirectories(folder.resolve("into"));
        assertThatThrownBy(() -> DistributionArchive.unpack(archive, into))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no single folder");
    }

    private static byte[] zip(String... namesAndTexts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }
}
