package org.threadedstreams.testkit.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Looks for secrets in files: plain, in base64 and base64url at any place, in hexadecimal digits and in percent encoding; and
 * for private keys of any kind. It never tells a secret, only where one is.
 *
 * <p>For one thread.
 */
public final class SecretScan {

    private static final String OPENSSH_KEY = "b3BlbnNzaC1rZXktdjEA";

    private final Map<String, String> forms = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private int files;

    /**
     * A secret that was found.
     *
     * @param line from 1
     * @param what which secret, and in which form
     */
    public record Finding(Path file, long line, String what) {

        @Override
        public String toString() {
            return file + ":" + line + ": " + what;
        }
    }

    /** Looks for the planted secrets and for private keys. */
    public SecretScan() {
        lookFor("a planted secret", Planted.MARKER);
        forms.put("a private key", " PRIVATE KEY-----");
        forms.put("a private key of OpenSSH", OPENSSH_KEY);
    }

    /** Looks for one more. */
    public SecretScan lookFor(String what, String secret) {
        Forms.of(secret).forEach((form, text) -> forms.put(what + " (" + form + ")", text));
        return this;
    }

    /** Searches a file. */
    public void file(Path file) throws IOException {
        text(file, new String(Files.readAllBytes(file), ISO_8859_1));
    }

    /** Searches what did not come from a file. */
    public void text(Path source, String text) {
        files++;
        forms.forEach((what, form) -> {
            for (int at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + form.length())) {
                long line = text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
                findings.add(new Finding(source, line, what));
            }
        });
    }

    /** Searches a folder with all that is in it, but follows no link. */
    public void folder(Path folder, Predicate<Path> legitimate) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile)
                    .filter(file -> !Files.isSymbolicLink(file))
                    .filter(legitimate.negate())
                    .toList()) {
                file(file);
            }
        }
    }

    /** How many files or texts were searched. */
    public int files() {
        return files;
    }

    public List<Finding> findings() {
        return List.copyOf(findings);
    }
}
