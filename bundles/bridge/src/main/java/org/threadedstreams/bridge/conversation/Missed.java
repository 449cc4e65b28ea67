package org.threadedstreams.bridge.conversation;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.StreamAddress;
import org.threadedstreams.api.bus.Addresses.Verb;

/**
 * What one client missed on one address: only as much as it needs to be told. Not thread-safe.
 *
 * <p>A bound holds for each kind: a few headers for bytes and lines, one state object a stream, one error event.
 */
abstract sealed class Missed {

    /** Nothing missed yet. */
    static Missed on(String address) {
        if (address.equals(Addresses.ALL_ERRORS)) {
            return new Errors();
        }
        return switch (Addresses.parse(address).map(StreamAddress::verb).orElse(Verb.STATE)) {
            case READ -> new Bytes(false);
            case LINES -> new Bytes(true);
            case ERRORS -> new Errors();
            default -> new States();
        };
    }

    /** A message that the client does not get. */
    abstract void add(Message<?> message);

    /** The next frame that tells of it, or {@code null} when all is told. */
    abstract @Nullable Buffer next(Frames frames);

    /** Bytes, or lines: where the last of them ends. */
    private static final class Bytes extends Missed {

        private final boolean partial;
        private @Nullable String address;
        private @Nullable MultiMap headers;
        private int length;

        Bytes(boolean partial) {
            this.partial = partial;
        }

        @Override
        void add(Message<?> message) {
            address = message.address();
            headers = message.headers();
            length = length(message.body());
        }

        @Override
        @Nullable
        Buffer next(Frames frames) {
            if (address == null || headers == null) {
                return null;
            }
            JsonObject told = Frames.headers(headers);
            String offset = headers.get(Addresses.HEADER_OFFSET);
            if (offset != null) {
                told.put(Addresses.HEADER_OFFSET, plus(offset, length));
            }
            if (partial) {
                told.put(Addresses.HEADER_PARTIAL, "true");
            }
            headers = null;
            return frames.message(address, told, "", false);
        }

        /** A line has at least as many bytes as {@code char}s, whatever its charset; its terminator is not known. */
        private static int length(@Nullable Object body) {
            return body instanceof Buffer bytes ? bytes.length() : body instanceof String line ? line.length() : 0;
        }

        private static String plus(String offset, int length) {
            try {
                return Long.toString(Long.parseLong(offset) + length);
            } catch (NumberFormatException notOurs) {
                return offset;
            }
        }
    }

    /** States: the latest of each stream. */
    private static final class States extends Missed {

        private final Map<String, Message<?>> latest = new LinkedHashMap<>();

        @Override
        void add(Message<?> message) {
            String stream = message.headers().get(Addresses.HEADER_STREAM);
            latest.put(stream == null ? "" : stream, message);
        }

        @Override
        @Nullable
        Buffer next(Frames frames) {
            Iterator<Message<?>> oldest = latest.values().iterator();
            if (!oldest.hasNext()) {
                return null;
            }
            Buffer frame = frames.published(oldest.next());
            oldest.remove();
            return frame;
        }
    }

    /** Error events: the latest, and how many came before it. */
    private static final class Errors extends Missed {

        private @Nullable Message<?> latest;
        private long count;

        @Override
        void add(Message<?> message) {
            latest = message;
            count++;
        }

        @Override
        @Nullable
        Buffer next(Frames frames) {
            if (latest == null) {
                return null;
            }
            JsonObject headers = Frames.headers(latest.headers());
            if (count > 1) {
                headers.put(Addresses.HEADER_MISSED, Long.toString(count - 1));
            }
            Buffer frame = frames.message(latest.address(), headers, latest.body(), false);
            latest = null;
            count = 0;
            return frame;
        }
    }
}
