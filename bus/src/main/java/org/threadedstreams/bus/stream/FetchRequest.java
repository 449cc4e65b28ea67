package org.threadedstreams.bus.stream;

import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.bus.journal.Journal;

/**
 * A request for bytes from the journal.
 *
 * @param from an offset in decimal, {@code earliest}, {@code latest}, {@code -N} or {@code time:<ISO instant>}
 * @param max the most bytes to return, 1 to 65,536
 */
record FetchRequest(String from, int max) {

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");

    static FetchRequest of(JsonObject body) throws StreamException {
        Object from = body.getValue("from", "earliest");
        Object max = body.getValue("max", Addresses.MAX_CHUNK_BYTES);
        if (!(from instanceof String || from instanceof Integer || from instanceof Long)) {
            throw badFrom(String.valueOf(from));
        }
        if (!(max instanceof Integer || max instanceof Long) || ((Number) max).longValue() < 1) {
            throw StreamRequests.refused(
                    "\"max\" must be a whole number from 1 to " + Addresses.MAX_CHUNK_BYTES + ", not " + max);
        }
        return new FetchRequest(from.toString(), (int) Math.min(((Number) max).longValue(), Addresses.MAX_CHUNK_BYTES));
    }

    /** The offset that is meant, in that journal. */
    long offset(Journal journal) throws StreamException {
        if (from.equals("earliest")) {
            return journal.earliest();
        }
        if (from.equals("latest")) {
            return journal.end();
        }
        if (from.startsWith("time:")) {
            return journal.offsetAt(micros(from.substring("time:".length())));
        }
        if (!NUMBER.matcher(from).matches()) {
            throw badFrom(from);
        }
        long number = Long.parseLong(from);
        if (from.startsWith("-")) {
            return Math.max(journal.earliest(), journal.end() + number);
        }
        if (number > journal.end()) {
            throw StreamRequests.refused(
                    "\"from\" " + number + " is beyond the end, " + journal.end() + ", of journal " + journal.id());
        }
        return number;
    }

    private static long micros(String instant) throws StreamException {
        try {
            Instant time = Instant.parse(instant);
            return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
        } catch (DateTimeException | ArithmeticException e) {
            throw StreamRequests.refused(
                    "\"from\" time:" + instant + " must be an ISO instant, such as time:2026-01-31T12:00:00Z");
        }
    }

    private static StreamException badFrom(String from) {
        return StreamRequests.refused(
                "\"from\" must be an offset, \"earliest\", \"latest\", \"-N\" for the last N bytes, or"
                        + " \"time:<ISO instant>\", not " + from);
    }
}
