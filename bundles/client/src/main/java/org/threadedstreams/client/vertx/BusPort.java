package org.threadedstreams.client.vertx;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.eventbus.impl.MessageConsumerImpl;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.NearestName;
import org.threadedstreams.client.Subscription;
import org.threadedstreams.client.handle.Port;
import org.threadedstreams.client.handle.PortMessage;

/**
 * A port on a Vert.x event bus; bytes are handed over as they are. Handlers are called, and answers come, on the threads that
 * send them. Safe from any thread.
 */
final class BusPort implements Port {

    private static final int REGISTRATION_SECONDS = 30;
    private static final long LIST_MILLIS = 2_000;

    private final EventBus bus;
    private final DirectContext answers;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    BusPort(EventBus bus) {
        this.bus = bus;
        this.answers = new DirectContext(bus);
    }

    @Override
    public CompletableFuture<PortMessage> request(
            String address, Object body, Map<String, String> headers, Duration timeout) {
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(timeout.toMillis());
        headers.forEach(options::addHeader);
        CompletableFuture<PortMessage> answer = new CompletableFuture<>();
        answers.with(() -> bus.request(address, busBody(body), options)).onComplete(reply -> {
            if (reply.succeeded()) {
                answer.complete(message(reply.result()));
            } else {
                fail(answer, address, reply.cause());
            }
        });
        return answer;
    }

    @SuppressWarnings("unchecked")
    private static Object busBody(Object body) {
        if (body instanceof byte[] bytes) {
            return Buffer.buffer(bytes);
        }
        return body instanceof Map<?, ?> map ? new JsonObject(new LinkedHashMap<>((Map<String, Object>) map)) : body;
    }

    private void fail(CompletableFuture<PortMessage> answer, String address, Throwable cause) {
        if (!(cause instanceof ReplyException failed)) {
            answer.completeExceptionally(cause);
        } else if (failed.failureType() == ReplyFailure.TIMEOUT) {
            answer.completeExceptionally(new TimeoutException("no answer from " + address));
        } else if (failed.failureType() == ReplyFailure.NO_HANDLERS) {
            names().whenComplete((names, none) -> answer.completeExceptionally(nobody(address, names)));
        } else {
            answer.completeExceptionally(told(failed));
        }
    }

    /** The streams there are; null if nobody knows. */
    private CompletableFuture<@Nullable List<String>> names() {
        CompletableFuture<@Nullable List<String>> names = new CompletableFuture<>();
        bus.<JsonArray>request(Addresses.LIST, new JsonObject(), new DeliveryOptions().setSendTimeout(LIST_MILLIS))
                .onComplete(reply -> names.complete(
                        reply.failed()
                                ? null
                                : reply.result().body().stream()
                                        .map(state -> ((JsonObject) state).getString("stream", ""))
                                        .toList()));
        return names;
    }

    private static Exception nobody(String address, @Nullable List<String> names) {
        if (names == null) {
            return new IOException("no gateway answers on this bus");
        }
        String name =
                Addresses.parse(address).map(Addresses.StreamAddress::stream).orElse(address);
        String hint = NearestName.close(name, names)
                .filter(near -> !near.equals(name))
                .map(near -> "did you mean " + near + "?")
                .orElse("add etc/stream-" + name + ".cfg, or ask streams.list for the names");
        return new StreamException(StreamCode.NO_SUCH_STREAM, "no stream is called " + name + "; " + hint);
    }

    /** In this JVM the cause is the very exception; from another one only the code and the message come. */
    private static StreamException told(ReplyException failed) {
        if (failed.getCause() instanceof StreamException own) {
            return own;
        }
        StreamCode code = StreamCode.ofNumber(failed.failureCode()).orElse(StreamCode.REFUSED);
        String message = Objects.requireNonNullElse(failed.getMessage(), "");
        String prefix = code + ": ";
        return new StreamException(
                code,
                message.startsWith(prefix) ? message.substring(prefix.length()) : message,
                Unread.NONE,
                Unsent.NONE);
    }

    @Override
    public Subscription subscribe(String address, Consumer<PortMessage> handler)
            throws IOException, InterruptedException {
        MessageConsumer<Object> consumer = new DirectContext(bus).with(() -> bus.consumer(address));
        if (consumer instanceof MessageConsumerImpl<Object> chatty) {
            // Otherwise each message that is on its way when it is closed is a line of warning.
            chatty.discardHandler(late -> {});
        }
        consumer.handler(message -> handler.accept(message(message)));
        try {
            consumer.completion().toCompletionStage().toCompletableFuture().get(REGISTRATION_SECONDS, TimeUnit.SECONDS);
            return consumer::unregister;
        } catch (ExecutionException | TimeoutException e) {
            consumer.unregister();
            throw new IOException("no subscription to " + address + ": " + e.getMessage(), e);
        }
    }

    private static PortMessage message(Message<Object> message) {
        Object body = message.body();
        return new PortMessage(() -> bytes(body), plain(body), message.headers()::get);
    }

    private static ByteBuffer bytes(@Nullable Object body) {
        if (body instanceof BufferInternal buffer) {
            return buffer.getByteBuf().nioBuffer();
        }
        if (body instanceof Buffer buffer) {
            return ByteBuffer.wrap(buffer.getBytes());
        }
        throw new IllegalStateException("this body is not bytes: " + body);
    }

    /** JSON as plain maps and lists. */
    private static @Nullable Object plain(@Nullable Object json) {
        if (json instanceof JsonObject object) {
            return plain(object.getMap());
        }
        if (json instanceof JsonArray array) {
            return array.getList().stream().map(BusPort::plain).toList();
        }
        if (json instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> plain = new LinkedHashMap<>();
            map.forEach((key, value) -> plain.put(key, plain(value)));
            return plain;
        }
        return json;
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void checkThread() {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException(
                    "an event loop cannot wait for a stream; use a worker, a virtual thread or a thread of your own");
        }
    }

    @Override
    public void close() {
        ended.complete(null);
    }
}
