package org.threadedstreams.deploy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The jars in the folders that FileInstall watches. Each is opened only once until its time or its length changes.
 *
 * <p>Safe for many threads.
 */
final class JarFolder {

    private final List<Path> folders;
    private Map<Path, @Nullable JarState> known = new HashMap<>();

    JarFolder(List<Path> folders) {
        this.folders = folders;
    }

    /** Those that are there now, by folder and name. */
    synchronized List<JarState> list() {
        Map<Path, @Nullable JarState> now = new HashMap<>();
        List<JarState> list = new ArrayList<>();
        for (Path folder : folders) {
            for (Path file : jars(folder)) {
                JarState state = JarState.of(file, known.get(file));
                now.put(file, state);
                list.add(state);
            }
        }
        known = now;
        return list;
    }

    /** One of them, or a file that has just come. */
    synchronized JarState state(Path file) {
        return known.compute(file, JarState::of);
    }

    private static List<Path> jars(Path folder) {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path file : files) {
                if (Files.isRegularFile(file)) {
                    jars.add(file);
                }
            }
        } catch (IOException notThere) {
            return List.of();
        }
        jars.sort(null);
        return jars;
    }
}
