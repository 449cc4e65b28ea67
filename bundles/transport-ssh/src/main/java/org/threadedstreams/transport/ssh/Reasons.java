package org.threadedstreams.transport.ssh;

import java.io.IOException;
import java.net.NoRouteToHostException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.sshd.common.SshException;
import org.jspecify.annotations.Nullable;

/** Puts exceptions into words. */
final class Reasons {

    private static final int MAX_QUOTED = 300;
    private static final Pattern UNPRINTABLE = Pattern.compile("\\p{Cntrl}");

    private Reasons() {}

    /** The system's or MINA's words, without the wrappers around them. */
    static String of(@Nullable Throwable cause) {
        Throwable root = cause;
        while (root != null
                && root.getCause() != null
                && (root instanceof ExecutionException
                        || root.getClass() == SshException.class && root.getCause() instanceof IOException
                        || root.getMessage() == null)) {
            root = root.getCause();
        }
        if (root == null) {
            return "no reason is known";
        }
        return words(root);
    }

    /** A peer's text, fit for a message: short, and on one line without control characters. */
    static String quoted(String text) {
        String clean = UNPRINTABLE.matcher(text).replaceAll("?").strip();
        return clean.length() <= MAX_QUOTED ? clean : clean.substring(0, MAX_QUOTED) + "...";
    }

    private static String words(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : quoted(message);
    }

    /** What to do about a socket that cannot be connected. */
    static String remedy(@Nullable Throwable cause) {
        String reason = of(cause);
        if (reason.contains("refused")) {
            return "check host and port, and that an SSH server runs there";
        }
        if (cause instanceof NoRouteToHostException || reason.contains("route") || reason.contains("unreachable")) {
            return "check the network between here and the host";
        }
        return "check host and port";
    }
}
