package org.threadedstreams.bridge.conversation;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.ErrorEvent;

/** The frames that go to clients, as bytes. Immutable. */
final class Frames {

    private static final byte[] BODY = ",\"body\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\"}".getBytes(StandardCharsets.US_ASCII);

    private final Framing framing;

    Frames(Framing framing) {
        this.framing = framing;
    }

    /** What is published, as it is. */
    Buffer published(Message<?> message) {
        return message(message.address(), headers(message.headers()), message.body(), false);
    }

    /** The answer to a request. */
    Buffer reply(String replyAddress, Message<?> reply) {
        return message(replyAddress, headers(reply.headers()), reply.body(), true);
    }

    /** A message; bytes as body go the short way, because they are most of what a bridge carries. */
    Buffer message(String address, JsonObject headers, @Nullable Object body, boolean send) {
        JsonObject frame = new JsonObject()
                .put("type", "message")
                .put("address", address)
                .put("headers", headers)
                .put("send", send);
        if (body instanceof Buffer bytes) {
            return withBytes(frame, bytes.getBytes());
        }
        if (body instanceof byte[] bytes) {
            return withBytes(frame, bytes);
        }
        return encode(body == null ? frame : frame.put("body", body));
    }

    /** Whether JSON can hold such a body. */
    static boolean carries(@Nullable Object body) {
        return body == null
                || body instanceof Buffer
                || body instanceof byte[]
                || body instanceof String
                || body instanceof JsonObject
                || body instanceof JsonArray
                || body instanceof Number
                || body instanceof Boolean;
    }

    /** A request that failed, with what the stream gave along. */
    Buffer failure(ClientFrame request, ReplyException failure) {
        JsonObject frame = new JsonObject().put("type", "err");
        put(frame, "address", request.replyAddress());
        frame.put("sourceAddress", request.address())
                .put("failureCode", failure.failureCode())
                .put("failureType", failure.failureType().name())
                .put("message", failure.getMessage());
        if (failure.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
            StreamCode.ofNumber(failure.failureCode())
                    .ifPresent(code -> frame.put("code", code.name())
                            .put("unsent", new JsonObject(ErrorEvent.shape(unsent(failure)))));
        }
        return encode(frame);
    }

    /** A frame that the bridge itself refuses. */
    Buffer refusal(String message, @Nullable String replyAddress, @Nullable String sourceAddress) {
        JsonObject frame = new JsonObject().put("type", "err");
        put(frame, "address", replyAddress);
        put(frame, "sourceAddress", sourceAddress);
        return encode(frame.put("message", message));
    }

    Buffer pong() {
        return encode(new JsonObject().put("type", "pong"));
    }

    static JsonObject headers(MultiMap headers) {
        JsonObject json = new JsonObject();
        headers.forEach((name, value) -> json.put(name, value));
        return json;
    }

    private static Unsent unsent(ReplyException failure) {
        return failure.getCause() instanceof StreamException stream ? stream.unsent() : Unsent.NONE;
    }

    private static void put(JsonObject frame, String key, @Nullable String value) {
        if (value != null) {
            frame.put(key, value);
        }
    }

    private Buffer encode(JsonObject frame) {
        return framing.frame(frame.encode().getBytes(StandardCharsets.UTF_8));
    }

    private Buffer withBytes(JsonObject frame, byte[] bytes) {
        String json = frame.encode();
        byte[] head = json.substring(0, json.length() - 1).getBytes(StandardCharsets.UTF_8);
        return framing.frame(head, BODY, Base64.getUrlEncoder().withoutPadding().encode(bytes), END);
    }
}
