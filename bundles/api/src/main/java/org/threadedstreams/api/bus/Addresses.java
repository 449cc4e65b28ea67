package org.threadedstreams.api.bus;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of addresses and headers on the event bus. */
public final class Addresses {

    /** Request, {@code {}}: a JSON array of the state objects of all streams. */
    public static final String LIST = "streams.list";
    /**
     * Request, {@code {}}: a JSON array of what the transports could open now, in the shape of
     * {@link org.threadedstreams.api.StreamEndpoint#shape}; for a transport that cannot say, {@code {"transport","error"}}.
     */
    public static final String ENDPOINTS = "streams.endpoints";
    /**
     * Request, {@code {}}: a JSON array of the transports that are there, in the shape of {@link TransportStatus#shape}; header
     * {@link #HEADER_VERSION}.
     */
    public static final String TRANSPORTS = "streams.transports";
    /** Published: the error events of all streams. */
    public static final String ALL_ERRORS = "streams.errors";
    /** Published: the state objects of all streams. */
    public static final String ALL_STATES = "streams.state";

    public static final String HEADER_STREAM = "stream";
    /** The offset of a body's first byte. */
    public static final String HEADER_OFFSET = "offset";
    /** Microseconds since the epoch, at receipt. */
    public static final String HEADER_TIME = "time";

    public static final String HEADER_SESSION = "session";
    public static final String HEADER_JOURNAL = "journal";
    /** On a line: {@code true} for a rest at the end of a session and for a piece of a line over 64 KiB. */
    public static final String HEADER_PARTIAL = "partial";
    /** On a write request: its own deadline in milliseconds. */
    public static final String HEADER_TIMEOUT_MILLIS = "timeoutMillis";
    /** On a fetch reply: where to fetch next. */
    public static final String HEADER_NEXT = "next";
    /** On a fetch reply: the offset after the last byte received. */
    public static final String HEADER_END = "end";
    /** On a fetch reply: the first offset that the journal still holds. */
    public static final String HEADER_EARLIEST = "earliest";
    /** On a fetch reply that starts at a gap: the gap, as JSON. */
    public static final String HEADER_GAP = "gap";

    /** On a reply with transports: the gateway's version. */
    public static final String HEADER_VERSION = "version";

    /** On an error event from the bridge: how many before it this client missed, because it fell behind. */
    public static final String HEADER_MISSED = "missed";

    /** The most bytes in one {@code read} message and in one {@code fetch} reply. */
    public static final int MAX_CHUNK_BYTES = 64 * 1024;

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]*");
    private static final Pattern ADDRESS = Pattern.compile("streams\\.(" + NAME + ")\\.([a-z]+)");

    private Addresses() {}

    /** The verbs of a stream's addresses: {@code streams.<name>.<verb>}. */
    public enum Verb {
        READ,
        LINES,
        WRITE,
        ERRORS,
        STATE,
        FETCH,
        /** Request, {@code {}}: a JSON array of the latest error events, the oldest first. */
        RECENT,
        CONTROL;

        private final String word = name().toLowerCase(java.util.Locale.ROOT);

        /** This verb's address for a stream. */
        public String of(String stream) {
            return "streams." + stream + "." + word;
        }

        /** Whether the gateway publishes there; otherwise it answers requests. */
        public boolean published() {
            return this == READ || this == LINES || this == ERRORS || this == STATE;
        }
    }

    /**
     * A stream's address, taken apart.
     */
    public record StreamAddress(String stream, Verb verb) {}

    /** Whether a stream may have that name. */
    public static boolean validName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Takes {@code streams.<name>.<verb>} apart; empty for every other address. */
    public static Optional<StreamAddress> parse(String address) {
        Matcher matcher = ADDRESS.matcher(address);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        for (Verb verb : Verb.values()) {
            if (verb.word.equals(matcher.group(2))) {
                return Optional.of(new StreamAddress(matcher.group(1), verb));
            }
        }
        return Optional.empty();
    }

    /** Bytes as they stand in JSON. */
    public static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Bytes from JSON, with or without padding.
     *
     * @throws IllegalArgumentException if that is not base64url
     */
    public static byte[] bytes(String base64) {
        return Base64.getUrlDecoder().decode(base64);
    }
}
