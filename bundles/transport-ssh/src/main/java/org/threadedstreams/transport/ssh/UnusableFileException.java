package org.threadedstreams.transport.ssh;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file that the configuration names is of no use. What it says has no secret. */
final class UnusableFileException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    UnusableFileException(String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.remedy = remedy;
    }

    /** What to do about it. */
    String remedy() {
        return remedy;
    }
}
