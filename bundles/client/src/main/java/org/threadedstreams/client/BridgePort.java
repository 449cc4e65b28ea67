package org.threadedstreams.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.client.handle.Port;
import org.threadedstreams.client.handle.PortMessage;

/** A port to the gateway over its bridge; bytes travel as base64url. Safe from any thread. */
final class BridgePort implements Port {

    private final BridgeClient bridge;

    BridgePort(BridgeClient bridge) {
        this.bridge = bridge;
    }

    @Override
    public CompletableFuture<PortMessage> request(
            String address, Object body, Map<String, String> headers, Duration timeout) {
        Object json = body instanceof byte[] bytes ? Map.of("bytes", Addresses.base64(bytes)) : body;
        return bridge.request(address, json, headers, timeout).thenApply(BridgePort::message);
    }

    @Override
    public Subscription subscribe(String address, Consumer<PortMessage> handler)
            throws IOException, StreamException, InterruptedException {
        return bridge.subscribe(address, message -> handler.accept(message(message)));
    }

    private static PortMessage message(BridgeMessage message) {
        return new PortMessage(() -> ByteBuffer.wrap(message.bytes()), message.body(), message.headers()::get);
    }

    @Override
    public CompletableFuture<Void> ended() {
        return bridge.ended();
    }

    @Override
    public void checkThread() {
        bridge.checkThread();
    }

    @Override
    public void close() {
        bridge.close();
    }
}
