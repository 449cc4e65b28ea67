package org.threadedstreams.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A copy of the distribution whose log has all that there is, except where its settings say that secrets would be. Stateless. */
final class LoudDistribution {

    private LoudDistribution() {}

    static Path in(Path copy) throws IOException {
        try (Stream<Path> all = Files.walk(Processes.DISTRIBUTION)) {
            for (Path file : all.toList()) {
                Files.copy(
                        file,
                        copy.resolve(Processes.DISTRIBUTION.relativize(file).toString()));
            }
        }
        for (String settings : new String[] {"conf/logback.xml", "conf/logback-shell.xml"}) {
            Path file = copy.resolve(settings);
            String text = Files.readString(file);
            int toBeLeft = text.indexOf("<!-- These print what they are given");
            int root = text.indexOf("<root");
            Files.writeString(
                    file,
                    loud(text.substring(0, toBeLeft)) + text.substring(toBeLeft, root) + loud(text.substring(root)));
        }
        copy.resolve("bin/tstreams").toFile().setExecutable(true);
        return copy;
    }

    private static String loud(String settings) {
        return settings.replaceAll("level=\"(INFO|WARN|ERROR)\"", "level=\"TRACE\"");
    }
}
