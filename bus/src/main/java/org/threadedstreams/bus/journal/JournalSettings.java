package org.threadedstreams.bus.journal;

/**
 * How a journal is kept.
 *
 * @param maxBytes about how many bytes; the oldest go first
 * @param sync what a power cut may take; only {@link Kind#DISK} cares
 */
public record JournalSettings(Kind kind, long maxBytes, Sync sync) {

    private static final long DISK_BYTES = 256L * 1024 * 1024;
    private static final long MEMORY_BYTES = 16L * 1024 * 1024;

    /** What a stream has unless told otherwise. */
    public static final JournalSettings DEFAULT = of(Kind.DISK, Sync.OS);

    /** As many bytes as that kind has unless told otherwise. */
    public static JournalSettings of(Kind kind, Sync sync) {
        return new JournalSettings(kind, kind == Kind.DISK ? DISK_BYTES : MEMORY_BYTES, sync);
    }

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
