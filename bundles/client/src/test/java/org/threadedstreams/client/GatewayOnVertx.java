package org.threadedstreams.client;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.api.bus.ErrorEvent;
import org.threadedstreams.api.gateway.GatewayPart;
import org.threadedstreams.bridge.Bridge;

/** A gateway on a Vert.x and behind the real bridge, with the one stream {@code console}, which echoes. */
final class GatewayOnVertx implements AutoCloseable {

    final Vertx vertx = Vertx.vertx();
    final Path home;
    private final BlockingQueue<String> addresses = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private String state = "open";

    GatewayOnVertx(Path home) throws Exception {
        this.home = home;
        new Bridge(vertx, bundles(), Map.of("port", "0"));
        Files.createDirectories(home.resolve("data"));
        Files.writeString(
                home.resolve("data/gateway.json"),
                "{\"pid\":" + ProcessHandle.current().pid() + ",\"version\":\"0.1.0\",\"bridge\":\""
                        + addresses.poll(20, TimeUnit.SECONDS) + "\"}\n");
        answer(Addresses.LIST, message -> message.reply(new JsonArray().add(status())));
        answer(Verb.FETCH.of("console"), this::fetch);
        answer(Verb.WRITE.of("console"), this::write);
    }

    /** As much of a framework as the bridge needs. */
    private BundleContext bundles() {
        ClassLoader loader = getClass().getClassLoader();
        return (BundleContext) Proxy.newProxyInstance(
                loader, new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getProperty")) {
                        return home.toString();
                    }
                    addresses.add(String.valueOf(((Dictionary<?, ?>) arguments[2]).get(GatewayPart.ADDRESS)));
                    return Proxy.newProxyInstance(
                            loader, new Class<?>[] {ServiceRegistration.class}, (p, m, a) -> null);
                });
    }

    private void answer(String address, io.vertx.core.Handler<Message<Object>> handler) throws Exception {
        vertx.eventBus()
                .consumer(address, (Message<Object> message) -> {
                    synchronized (this) {
                        handler.handle(message);
                    }
                })
                .completion()
                .await(10, TimeUnit.SECONDS);
    }

    private void write(Message<Object> message) {
        byte[] written = message.body() instanceof Buffer buffer
                ? buffer.getBytes()
                : message.body() instanceof JsonObject json
                        ? Addresses.bytes(json.getString("bytes"))
                        : message.body().toString().getBytes(StandardCharsets.UTF_8);
        if (new String(written, StandardCharsets.UTF_8).startsWith("fail")) {
            message.reply(new Failure(new StreamException(
                    StreamCode.WRITE_FAILED, "reset", Unread.NONE, new Unsent(5, written.length, 2, written, false))));
            return;
        }
        message.reply(new JsonObject()
                .put("session", 1)
                .put("offset", 0)
                .put("bytes", written.length)
                .put("input", bytes.size()));
        receive(written);
    }

    private static final class Failure extends ReplyException {
        private static final long serialVersionUID = 1L;

        Failure(StreamException cause) {
            super(ReplyFailure.RECIPIENT_FAILURE, cause.code().number(), cause.getMessage(), cause, true);
        }
    }

    synchronized void receive(byte[] received) {
        long offset = bytes.size();
        bytes.writeBytes(received);
        for (int at = 0; at < received.length; at += Addresses.MAX_CHUNK_BYTES) {
            int length = Math.min(Addresses.MAX_CHUNK_BYTES, received.length - at);
            vertx.eventBus()
                    .publish(
                            Verb.READ.of("console"),
                            Buffer.buffer(java.util.Arrays.copyOfRange(received, at, at + length)),
                            headers(offset + at));
        }
    }

    synchronized void endSession() {
        state = "backoff";
        Unsent unsent = new Unsent(1, 2, 1, new byte[] {-1, -2}, false);
        Unread unread = new Unread(0, bytes.size(), bytes.toByteArray(), false);
        publish(
                Verb.ERRORS,
                new ErrorEvent(
                                "console",
                                "tcp",
                                1,
                                1_000_000,
                                StreamCode.READ_FAILED,
                                "reset",
                                "disk-1",
                                unread,
                                unsent)
                        .shape());
        publish(Verb.STATE, status().getMap());
    }

    private void publish(Verb verb, Map<String, Object> shape) {
        vertx.eventBus().publish(verb.of("console"), new JsonObject(shape));
    }

    private synchronized JsonObject status() {
        return new JsonObject()
                .put("stream", "console")
                .put("state", state)
                .put("reason", "reset")
                .put("session", 1)
                .put("time", 1_000_000)
                .put("journal", "disk-1")
                .put("earliest", 0)
                .put("end", bytes.size())
                .put("gaps", 0);
    }

    private DeliveryOptions headers(long offset) {
        return new DeliveryOptions()
                .addHeader("stream", "console")
                .addHeader("offset", Long.toString(offset))
                .addHeader("time", "1000000")
                .addHeader("session", "1")
                .addHeader("journal", "disk-1");
    }

    private void fetch(Message<Object> message) {
        JsonObject body = (JsonObject) message.body();
        String from = String.valueOf(body.getValue("from"));
        int offset = from.equals("latest") ? bytes.size() : from.equals("earliest") ? 0 : Integer.parseInt(from);
        int next = Math.min(bytes.size(), offset + body.getInteger("max"));
        message.reply(
                Buffer.buffer(java.util.Arrays.copyOfRange(bytes.toByteArray(), offset, next)),
                headers(offset)
                        .addHeader("next", Integer.toString(next))
                        .addHeader("end", Integer.toString(bytes.size()))
                        .addHeader("earliest", "0"));
    }

    @Override
    public void close() throws IOException {
        try {
            vertx.close().await(10, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException late) {
            throw new IOException(late);
        }
    }
}
