package org.threadedstreams.benchmarks.bare;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** {@code PORT}: Vert.x's NetClient, read to its end, with a handler that counts. */
public final class VertxDrain implements Worker {

    private static final int LIMIT_SECONDS = 600;

    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient();

    @Override
    public String run(List<String> words) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Connecting.connect(vertx, client, Integer.parseInt(words.get(0)), socket -> count(socket, answer), answer);
        return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private static void count(NetSocket socket, CompletableFuture<String> answer) {
        long[] bytes = {0};
        socket.exceptionHandler(answer::completeExceptionally);
        socket.handler(buffer -> bytes[0] += buffer.length());
        socket.endHandler(end -> answer.complete("end=" + System.nanoTime() + " bytes=" + bytes[0]));
    }
}
