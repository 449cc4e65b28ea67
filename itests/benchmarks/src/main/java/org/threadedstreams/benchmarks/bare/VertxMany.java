package org.threadedstreams.benchmarks.bare;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** {@code connect PORT NUMBER}: Vert.x's NetClient, with handlers that count. {@code gc}: a collection. */
public final class VertxMany implements Worker {

    private static final int LIMIT_SECONDS = 120;

    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient();
    private final LongAdder bytes = new LongAdder();

    @Override
    public String run(List<String> words) throws Exception {
        if (words.get(0).equals("gc")) {
            System.gc();
            return "gc=1";
        }
        List<Future<NetSocket>> sockets = new ArrayList<>();
        for (int left = Integer.parseInt(words.get(2)); left > 0; left--) {
            sockets.add(client.connect(Integer.parseInt(words.get(1)), "127.0.0.1")
                    .onSuccess(socket -> socket.handler(buffer -> bytes.add(buffer.length()))));
        }
        Future.all(sockets).toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        return "connected=1";
    }
}
