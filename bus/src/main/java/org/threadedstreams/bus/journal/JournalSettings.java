package org.threadedstreams.bus.journal;

/**
 * How a journal is kept.
 *
 * @param maxBytes about how many bytes; the oldest go first
 * @param sync what a power cut may take; only {@link Kind#DISK} cares
 */
public record JournalSettings(Kind kind, long maxBytes, Sync sync) {

    /** Where it is kept. */
    public enum Kind {
        DISK,
        /** A ring that ends with the process. */
        MEMORY
    }

    /** When the disk is told to keep what the operating system has. */
    public enum Sync {
        /** When the operating system sees fit. */
        OS,
        /** Within a second. */
        SECOND,
        /** Before anyone is told of the bytes. */
        ALWAYS
    }
}
