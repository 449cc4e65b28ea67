package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** There is no room. Another failure is not mended by deleting something, so the two are told apart. */
final class NoSpaceException extends IOException {

    private static final long serialVersionUID = 1;

    NoSpaceException(String message) {
        super(message);
    }

    /** The JDK gives no code for it, only the operating system's words. */
    static boolean is(IOException e) {
        return e instanceof NoSpaceException || says(e.getMessage());
    }

    private static boolean says(@Nullable String message) {
        String words = message == null ? "" : message.toLowerCase(Locale.ROOT);
        return Stream.of("no space left", "quota exceeded", "not enough space").anyMatch(words::contains);
    }
}
