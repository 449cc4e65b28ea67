package org.threadedstreams.bus.stream;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.api.bus.StreamStatus;
import org.threadedstreams.bus.journal.Journal;

/**
 * Answers on a stream's {@code write}, {@code fetch}, {@code recent} and {@code control} addresses: reads the request, asks the actor, and
 * replies exactly once.
 *
 * <p>Its handlers never wait. What changes something is handled on the threads of those who ask, what only looks on the
 * stream's event loop, either one at a time.
 */
public final class StreamRequests {

    private static final Logger LOG = LoggerFactory.getLogger(StreamRequests.class);

    private final StreamActor stream;
    private final List<MessageConsumer<Object>> consumers;

    public StreamRequests(StreamActor stream, EventBus bus) {
        this.stream = stream;
        // What changes something is to come in the order in which one asks for it. Who only looks may hold a lock
        // meanwhile, as a handle does, and is not to do what others want.
        List<MessageConsumer<Object>> all = new ArrayList<>(stream.requests()
                .with(() -> List.of(
                        bus.consumer(Verb.WRITE.of(stream.name()), guarded(this::write)),
                        bus.consumer(Verb.CONTROL.of(stream.name()), guarded(this::control)))));
        all.addAll(stream.loop()
                .with(() -> List.of(
                        bus.consumer(Verb.FETCH.of(stream.name()), guarded(this::fetch)),
                        bus.consumer(Verb.RECENT.of(stream.name()), guarded(this::recent)))));
        this.consumers = List.copyOf(all);
    }

    /** Completes when the stream answers on all of its addresses. */
    public Future<Void> ready() {
        return Future.all(consumers.stream().map(MessageConsumer::completion).toList())
                .mapEmpty();
    }

    public void close() {
        consumers.forEach(MessageConsumer::unregister);
    }

    private interface RequestHandler {
        void handle(Message<Object> request) throws StreamException;
    }

    private static io.vertx.core.Handler<Message<Object>> guarded(RequestHandler handler) {
        return request -> {
            try {
                handler.handle(request);
            } catch (StreamException e) {
                request.reply(new StreamFailure(e));
            } catch (RuntimeException e) {
                LOG.error("a request to {} failed, which is a bug", request.address(), e);
                request.reply(new StreamFailure(refused("the gateway failed: " + e)));
            }
        };
    }

    private void write(Message<Object> request) throws StreamException {
        byte[] bytes = bytes(request.body(), stream.charset());
        long timeoutMillis = timeoutMillis(request.headers().get(Addresses.HEADER_TIMEOUT_MILLIS));
        answer(
                request,
                stream.write(bytes, timeoutMillis),
                (message, receipt) -> message.reply(new JsonObject(receipt.shape())));
    }

    private static byte[] bytes(@Nullable Object body, Charset charset) throws StreamException {
        if (body instanceof Buffer buffer) {
            return buffer.getBytes();
        }
        if (body instanceof String text) {
            return encoded(text, charset);
        }
        if (body instanceof byte[] bytes) {
            return bytes;
        }
        if (body instanceof JsonObject json && json.getValue("bytes") instanceof String base64) {
            try {
                return Addresses.bytes(base64);
            } catch (IllegalArgumentException e) {
                throw refused("\"bytes\" must be base64url: " + e.getMessage());
            }
        }
        throw refused("a write takes a Buffer, a text, or JSON {\"bytes\": base64url}");
    }

    private static byte[] encoded(String text, Charset charset) throws StreamException {
        try {
            ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw refused("the text has characters that charset " + charset + " has not; nothing was written");
        }
    }

    private static long timeoutMillis(@Nullable String header) throws StreamException {
        if (header == null) {
            return 0;
        }
        try {
            long millis = Long.parseLong(header);
            if (millis > 0) {
                return millis;
            }
        } catch (NumberFormatException e) {
            throw refused("header timeoutMillis must be a whole number above 0, not " + header);
        }
        throw refused("header timeoutMillis must be above 0, not " + header);
    }

    private void fetch(Message<Object> request) throws StreamException {
        FetchRequest fetch = FetchRequest.of(json(request.body()));
        answer(
                request,
                stream.withJournal(journal -> Fetched.of(journal, fetch)),
                (message, found) -> message.reply(Buffer.buffer(found.slice().bytes()), found.headers()));
    }

    private record Fetched(Journal.Slice slice, DeliveryOptions headers) {

        static Fetched of(Journal journal, FetchRequest fetch) throws StreamException {
            Journal.Slice slice = journal.read(fetch.offset(journal), fetch.max());
            DeliveryOptions headers = new DeliveryOptions()
                    .addHeader(Addresses.HEADER_OFFSET, Long.toString(slice.offset()))
                    .addHeader(Addresses.HEADER_NEXT, Long.toString(slice.next()))
                    .addHeader(Addresses.HEADER_END, Long.toString(journal.end()))
                    .addHeader(Addresses.HEADER_EARLIEST, Long.toString(journal.earliest()))
                    .addHeader(Addresses.HEADER_JOURNAL, journal.id());
            if (slice.gap() != null) {
                headers.addHeader(
                        Addresses.HEADER_GAP, new JsonObject(slice.gap().shape()).encode());
            }
            return new Fetched(slice, headers);
        }
    }

    private void recent(Message<Object> request) {
        answer(request, stream.withJournal(Journal::errors), (message, errors) -> {
            JsonArray events = new JsonArray();
            errors.forEach(json -> events.add(new JsonObject(json)));
            message.reply(events);
        });
    }

    private void control(Message<Object> request) throws StreamException {
        JsonObject args = json(request.body());
        if (args.getValue("op") instanceof String op) {
            answer(request, control(op, args), (message, status) -> message.reply(new JsonObject(status.shape())));
        } else {
            throw refused("a control request is JSON {\"op\": ...}, such as open, close or reconnect");
        }
    }

    private CompletableFuture<StreamStatus> control(String op, JsonObject args) {
        return switch (op) {
            case "open" -> stream.open();
            case "close" -> stream.close();
            case "reconnect" -> stream.reconnect();
            default -> stream.control(op, args.getMap());
        };
    }

    private static JsonObject json(@Nullable Object body) throws StreamException {
        if (body == null) {
            return new JsonObject();
        }
        if (body instanceof JsonObject json) {
            return json;
        }
        throw refused("the request must be a JSON object");
    }

    static StreamException refused(String message) {
        return new StreamException(StreamCode.REFUSED, message);
    }

    private static <T> void answer(
            Message<Object> request, CompletableFuture<T> outcome, BiConsumer<Message<Object>, T> success) {
        outcome.whenComplete((result, failure) -> {
            try {
                if (failure == null) {
                    success.accept(request, result);
                } else {
                    request.reply(new StreamFailure(streamException(failure)));
                }
            } catch (RuntimeException e) {
                // Nobody else would see it.
                LOG.error("the reply to a request to {} could not be given", request.address(), e);
            }
        });
    }

    private static StreamException streamException(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof StreamException e ? e : refused("the gateway failed: " + cause);
    }
}
