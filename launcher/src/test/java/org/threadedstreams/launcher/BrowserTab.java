package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The page's WebSocket, as a browser has it: SockJS, with the page's origin. */
final class BrowserTab implements WebSocket.Listener, AutoCloseable {

    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private WebSocket socket;

    private BrowserTab() {}

    /**
     * @param page its URL
     */
    static BrowserTab of(String page) {
        BrowserTab tab = new BrowserTab();
        tab.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Origin", page.replaceFirst("/$", ""))
                .buildAsync(URI.create(page.replaceFirst("^http", "ws") + "eventbus/123/abcdefgh/websocket"), tab)
                .orTimeout(Processes.LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
        return tab;
    }

    void sendFrame(String json) throws IOException {
        sendText(JSON.std.asString(List.of(json)));
    }

    void sendText(String text) {
        // What cannot be sent any more is sent to an end.
        socket.sendText(text, true).handle((sent, failure) -> sent).join();
    }

    /** The next that comes, as SockJS has it. */
    String next() throws InterruptedException {
        String text = texts.poll(Processes.LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(text).isNotNull();
        return text;
    }

    /** Everything that comes until the gateway ends it. */
    String awaitEnd() {
        end.orTimeout(Processes.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        return String.join("\n", texts);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            texts.add(partial.toString());
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        end.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        end.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
