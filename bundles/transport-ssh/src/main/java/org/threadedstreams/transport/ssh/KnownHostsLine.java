package org.threadedstreams.transport.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** One line of a file of known hosts: names, and the key that they are known by. */
record KnownHostsLine(String names, Marker marker, HostKey key) {

    /** What the key is: the host's own, one that must not be trusted, or one that certifies the hosts' own. */
    enum Marker {
        NONE,
        REVOKED,
        CERT_AUTHORITY
    }

    private static final String HASHED = "|1|";
    private static final Pattern SPACE = Pattern.compile("[ \t]+");

    /** Reads a line; empty for a comment, and for what cannot be read. */
    static Optional<KnownHostsLine> parse(String text) {
        String line = text.strip();
        Marker marker = Marker.NONE;
        if (line.startsWith("@")) {
            String[] markerAndRest = SPACE.split(line, 2);
            if (markerAndRest.length < 2) {
                return Optional.empty();
            }
            switch (markerAndRest[0]) {
                case "@revoked" -> marker = Marker.REVOKED;
                case "@cert-authority" -> marker = Marker.CERT_AUTHORITY;
                default -> {
                    return Optional.empty();
                }
            }
            line = markerAndRest[1];
        }
        String[] words = SPACE.split(line);
        if (line.startsWith("#") || words.length < 3) {
            return Optional.empty();
        }
        try {
            HostKey key = new HostKey(words[1], Base64.getDecoder().decode(words[2]));
            return Optional.of(new KnownHostsLine(words[0], marker, key));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** Whether the line is about that host. */
    boolean names(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (names.startsWith(HASHED)) {
            return isHashOf(name);
        }
        boolean named = false;
        for (String pattern : names.toLowerCase(Locale.ROOT).split(",", -1)) {
            boolean not = pattern.startsWith("!");
            if (matches(not ? pattern.substring(1) : pattern, name)) {
                if (not) {
                    return false;
                }
                named = true;
            }
        }
        return named;
    }

    private boolean isHashOf(String name) {
        String[] saltAndHash = names.substring(HASHED.length()).split("\\|", -1);
        if (saltAndHash.length != 2) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(saltAndHash[0]), "HmacSHA1"));
            return MessageDigest.isEqual(
                    mac.doFinal(name.getBytes(UTF_8)), Base64.getDecoder().decode(saltAndHash[1]));
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            return false;
        }
    }

    private static boolean matches(String pattern, String name) {
        if (pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0) {
            return pattern.equals(name);
        }
        StringBuilder regex = new StringBuilder();
        for (char c : pattern.toCharArray()) {
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.matches(regex.toString(), name);
    }
}
