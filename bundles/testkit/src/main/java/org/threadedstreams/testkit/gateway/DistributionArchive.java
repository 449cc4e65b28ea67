package org.threadedstreams.testkit.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Unpacks the zip archive of a distribution. Stateless. */
final class DistributionArchive {

    private DistributionArchive() {}

    /**
     * Unpacks an archive and makes the files in {@code bin} executable, because zip files read by Java have no modes.
     *
     * @param into an empty folder
     * @return the one folder at the archive's top
     * @throws IOException if an entry would lie outside {@code into}, or the archive is not that of a distribution
     */
    static Path unpack(InputStream archive, Path into) throws IOException {
        // Not read as a stream: only the directory at a zip file's end is complete for every way to write one.
        Path copy = into.resolveSibling(into.getFileName() + ".zip");
        try {
            Files.copy(archive, copy, StandardCopyOption.REPLACE_EXISTING);
            extract(copy, into);
        } finally {
            Files.deleteIfExists(copy);
        }
        Path top = onlyFolder(into);
        makeExecutable(top.resolve("bin"));
        return top;
    }

    private static void extract(Path archive, Path into) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                Path target = into.resolve(entry.getName()).normalize();
                if (!target.startsWith(into)) {
                    throw new IOException("the entry " + entry.getName() + " lies outside the archive's folder");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                Files.createDirectories(target.resolveSibling("."));
                try (InputStream content = zip.getInputStream(entry)) {
                    Files.copy(content, target);
                }
            }
        }
    }

    private static Path onlyFolder(Path parent) throws IOException {
        try (Stream<Path> content = Files.list(parent)) {
            List<Path> top = content.toList();
            if (top.size() != 1 || !Files.isRegularFile(top.get(0).resolve("bin/tstreams"))) {
                throw new IOException("it has no single folder at its top with bin/tstreams in it");
            }
            return top.get(0);
        }
    }

    private static void makeExecutable(Path folder) throws IOException {
        try (Stream<Path> programs = Files.list(folder)) {
            for (Path program : programs.toList()) {
                if (!program.toFile().setExecutable(true, false)) {
                    throw new IOException(program + " cannot be made executable");
                }
            }
        }
    }
}
