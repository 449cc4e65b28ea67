package org.threadedstreams.web;

import io.netty.channel.Channel;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.bridge.conversation.Conversation;
import org.threadedstreams.bridge.conversation.Conversations;
import org.threadedstreams.bridge.conversation.Conversations.Manners;
import org.threadedstreams.bridge.conversation.Token;
import org.threadedstreams.bridge.listening.ListenOptions;
import org.threadedstreams.bridge.listening.ListeningServer;
import org.threadedstreams.web.Page.PageFile;

/**
 * Serves the page, and the event bus to it. All of it lives on one event loop, one of its own where Vert.x has one to
 * spare; the methods are safe from any thread.
 */
final class WebServer implements ListeningServer {

    private static final Logger log = LoggerFactory.getLogger(WebServer.class);
    private static final int CONNECTION_LIMIT = 2 * Conversations.CLIENT_LIMIT;
    private static final int IDLE_SECONDS = 60;
    private static final String PLAIN = "text/plain; charset=utf-8";

    private final Vertx vertx;
    private final ListenOptions options;
    private final Callable<Page> pages;
    private final Gate gate;
    private final Context context;
    private final Conversations conversations;
    private final HttpServer server;

    /** On the event loop only. */
    private int connections;

    /**
     * A server that does not listen yet.
     *
     * @param pages reads the page; may block
     */
    WebServer(Vertx vertx, ListenOptions options, Token token, Callable<Page> pages) {
        this.vertx = vertx;
        this.options = options;
        this.pages = pages;
        gate = new Gate(options.host());
        context = vertx instanceof VertxInternal internal
                ? internal.createEventLoopContext()
                : vertx.getOrCreateContext();
        conversations = new Conversations(vertx, context, token, SockJs::frame, Manners.BROWSER);
        server = vertx.createHttpServer(new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(IDLE_SECONDS)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setMaxWebSocketFrameSize(SockJsSocket.MESSAGE_LIMIT_BYTES)
                // What the system keeps for a client that does not read is bounded too.
                .setSendBufferSize(Conversation.OUTGOING_LIMIT_BYTES));
    }

    /** Completes with the page's URL. */
    @Override
    public Future<String> listen() {
        Promise<String> listening = Promise.promise();
        vertx.executeBlocking(pages)
                .onSuccess(page -> context.runOnContext(started -> server.connectionHandler(this::count)
                        .requestHandler(request -> answer(request, page))
                        .listen(options.port(), options.host())
                        .map(bound -> "http://" + options.address(bound.actualPort()) + "/")
                        .onComplete(listening)))
                .onFailure(listening::fail);
        return listening.future();
    }

    @Override
    public Future<Void> close() {
        // In this order, because closing the server closes WebSockets without a word.
        return conversations.close().eventually(server::close);
    }

    /** How many are connected to the event bus. */
    int clients() {
        return conversations.clients();
    }

    private void count(HttpConnection connection) {
        // Vert.x tells nobody when one that has become a WebSocket ends.
        Channel channel = ((ConnectionBase) connection).channelHandlerContext().channel();
        connections++;
        channel.closeFuture().addListener(ended -> connections--);
        if (connections > CONNECTION_LIMIT) {
            log.debug("{} is one connection too many", connection.remoteAddress());
            channel.close();
        }
    }

    private void answer(HttpServerRequest request, Page page) {
        Headers.secure(request.response());
        String path = String.valueOf(request.path());
        Optional<Gate.Refusal> refusal = gate.judge(request, SockJs.at(path));
        if (refusal.isPresent()) {
            Gate.Refusal refused = refusal.get();
            log.debug("{} is refused: {}", request.remoteAddress(), refused.why());
            say(request, refused.status(), refused.why());
        } else if (!request.uri().startsWith("/")) {
            say(request, 400, "a path begins with a slash");
        } else if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            say(request, 405, "only GET and HEAD");
        } else if (SockJs.atWebSocket(path)) {
            connect(request);
        } else if (SockJs.atInfo(path)) {
            request.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            send(request, "application/json", SockJs.info());
        } else {
            PageFile file = page.at(path);
            if (file == null) {
                say(request, 404, "there is nothing here");
            } else {
                serve(request, file);
            }
        }
    }

    private void connect(HttpServerRequest request) {
        if (!request.canUpgradeToWebSocket()) {
            say(request, 400, "this is for a WebSocket");
            return;
        }
        request.toWebSocket()
                .onSuccess(socket -> conversations.begin(new SockJsSocket(socket)))
                .onFailure(
                        failure -> log.debug("{} got no WebSocket: {}", request.remoteAddress(), failure.toString()));
    }

    private static void serve(HttpServerRequest request, PageFile file) {
        HttpServerResponse response = request.response()
                .putHeader(HttpHeaders.ETAG, file.etag())
                // Asks each time, so that the page is never older than the gateway.
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        if (file.etag().equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(304).end();
        } else {
            send(request, file.type(), file.content());
        }
    }

    private static void say(HttpServerRequest request, int status, String text) {
        request.response().setStatusCode(status);
        send(request, PLAIN, Buffer.buffer(text + "\n"));
    }

    private static void send(HttpServerRequest request, String type, Buffer content) {
        HttpServerResponse response = request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(content.length()));
        if (request.method().equals(HttpMethod.HEAD)) {
            response.end();
        } else {
            response.end(content);
        }
    }
}
