package org.threadedstreams.itests.support;

import java.time.Duration;

/** How long things may take on a busy machine. No test waits that long unless it fails. */
public final class Deadlines {

    /** For what takes milliseconds. */
    public static final Duration SHORT = Duration.ofSeconds(60);

    /** For what moves many bytes. */
    public static final Duration LONG = Duration.ofSeconds(150);

    private Deadlines() {}
}
