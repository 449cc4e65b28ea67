package org.threadedstreams.faults.notice;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Something that happens to streams of one transport.
 *
 * @param code the error event's code
 * @param words what its message has too
 * @param decides the key that decides how soon it is noticed, and its default
 * @param quick whether it takes less than a second or so
 * @param missing what this machine lacks for it; empty if nothing
 */
record Row(
        String transport,
        String what,
        String code,
        String words,
        String decides,
        boolean quick,
        Supplier<Optional<String>> missing,
        Maker maker) {

    /** Sets the scene, with an empty folder for its files. */
    interface Maker {
        Scene make(Path folder) throws Exception;
    }

    /** How the table names it. */
    String name() {
        return transport + ": " + what;
    }
}
