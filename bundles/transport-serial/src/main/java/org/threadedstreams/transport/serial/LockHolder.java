package org.threadedstreams.transport.serial;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out who has locked a port, from what Linux shows in {@code /proc}. Stateless. */
final class LockHolder {

    /** Such as {@code 3: FLOCK  ADVISORY  WRITE 4711 00:1b:6 0 EOF}: the process, and at the end of its file's id the inode. */
    private static final Pattern LOCK = Pattern.compile("\\d+: +FLOCK +\\w+ +\\w+ +(\\d+) +[0-9a-f:]+:(\\d+) .*");

    private LockHolder() {}

    /** Its process, or words for another program where it cannot be told. */
    static String of(String path) {
        try {
            String inode = Files.getAttribute(Path.of(path), "unix:ino").toString();
            for (String line : Files.readAllLines(Path.of("/proc/locks"))) {
                Matcher lock = LOCK.matcher(line);
                if (lock.matches() && lock.group(2).equals(inode)) {
                    return "process " + lock.group(1) + command(lock.group(1));
                }
            }
        } catch (IOException | RuntimeException cannotTell) {
            // As on systems that have no such file.
        }
        return "another program";
    }

    private static String command(String process) throws IOException {
        Path name = Path.of("/proc", process, "comm");
        return Files.exists(name) ? " (" + new String(Files.readAllBytes(name), UTF_8).strip() + ")" : "";
    }
}
