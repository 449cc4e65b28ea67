package org.threadedstreams.testkit.gateway;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Deletes folders. Stateless. */
final class Folders {

    private Folders() {}

    /** Deletes a folder with all its content, if it exists. Follows no link. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Deletes a folder when this JVM exits, unless it is killed. A failure goes to standard error. */
    static void deleteAtExit(Path folder) {
        Thread hook = new Thread(
                () -> {
                    try {
                        delete(folder);
                    } catch (IOException e) {
                        System.err.println("the temporary folder " + folder + " is not deleted: " + e);
                    }
                },
                "tstreams-test-delete");
        Runtime.getRuntime().addShutdownHook(hook);
    }
}
