package org.threadedstreams.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Handler;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.Before;
import org.junit.Test;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.gateway.GatewayPart;
import org.threadedstreams.itests.peer.Far;
import org.threadedstreams.itests.peer.TcpPeer;
import org.threadedstreams.itests.support.BridgeClient;
import org.threadedstreams.itests.support.Bundles;
import org.threadedstreams.itests.support.Bystander;
import org.threadedstreams.itests.support.GatewayTest;
import org.threadedstreams.itests.support.Services;
import org.threadedstreams.itests.support.StreamUnderTest;

/** The bus as programs in other processes and other languages see it. */
public class BridgeIT extends GatewayTest {

    private static final String PAGE = "(" + GatewayPart.PART + "=" + GatewayPart.WEB + ")";

    private BridgeClient client;

    @Before
    public void connect() throws Exception {
        client = gateway.closing(BridgeClient.connect(gateway));
    }

    @Test
    public void nothingIsDoneWithoutTheToken() throws Exception {
        client.send(new JsonObject()
                .put("type", "send")
                .put("address", "streams.list")
                .put("replyAddress", "r")
                .put("body", new JsonObject()));
        assertThat(client.receive().getString("type")).isEqualTo("err");
        BridgeClient guesser = gateway.closing(BridgeClient.connect(gateway));
        guesser.logInWith("a-guess");
        assertThat(guesser.receive().getString("type")).isEqualTo("err");
    }

    @Test
    public void aStreamIsReadWrittenFetchedAndListed() throws Exception {
        TcpPeer peer = gateway.closing(new TcpPeer());
        StreamUnderTest stream = gateway.stream("bridged");
        Far far = open(stream, peer);
        client.logIn();
        client.register("streams.bridged.read");
        assertThat(client.request("streams.list", new JsonObject()).getValue("body"))
                .isInstanceOfSatisfying(
                        JsonArray.class, list -> assertThat(list.toString()).contains("bridged"));
        far.send("\u00ff\u00fe?");
        JsonObject read = client.receive();
        assertThat(read.getString("address")).isEqualTo("streams.bridged.read");
        assertThat(Addresses.bytes(read.getString("body"))).isEqualTo("\u00ff\u00fe?".getBytes(UTF_8));
        assertThat(read.getJsonObject("headers").getString("offset")).isEqualTo("0");

        JsonObject write = new JsonObject().put("bytes", Addresses.base64("out".getBytes()));
        JsonObject receipt = client.request("streams.bridged.write", write).getJsonObject("body");
        assertThat(receipt)
                .isEqualTo(new JsonObject()
                        .put("session", 1)
                        .put("offset", 0)
                        .put("bytes", 3)
                        .put("input", 5));
        assertThat(far.read(3)).asString().isEqualTo("out");

        JsonObject fetched = client.request("streams.bridged.fetch", new JsonObject().put("from", "-1"));
        assertThat(Addresses.bytes(fetched.getString("body"))).asString().isEqualTo("?");
        assertThat(fetched.getJsonObject("headers").getString("end")).isEqualTo("5");
    }

    @Test
    public void aFailureHasItsCodeAndTheBytes() throws Exception {
        TcpPeer peer = gateway.closing(new TcpPeer());
        StreamUnderTest stream = gateway.stream("bridged-shut");
        stream.configure(peer.nowhere());
        stream.awaitState("backoff");
        client.logIn();
        JsonObject failure = client.request("streams.bridged-shut.write", "mine");
        assertThat(failure.getString("type")).isEqualTo("err");
        assertThat(failure.getString("code")).isEqualTo("NOT_OPEN");
        assertThat(failure.getInteger("failureCode")).isEqualTo(9);
        assertThat(failure.getString("message")).startsWith("NOT_OPEN: ");
        assertThat(Addresses.bytes(failure.getJsonObject("unsent").getString("bytes")))
                .asString()
                .isEqualTo("mine");
        assertThat(client.request("streams.nobody.write", "mine").getString("code"))
                .isEqualTo("NO_SUCH_STREAM");
    }

    /** Whoever updates the page's bundle takes it from the tabs, and nothing from anybody else. */
    @Test
    public void thePageComesAndGoesWithItsBundle() throws Exception {
        Bystander bystander = Bystander.of(gateway);
        client.logIn();
        String before = Services.property(PAGE, GatewayPart.ADDRESS);
        CompletableFuture<String> end = new CompletableFuture<>();
        HttpClient browser = HttpClient.newHttpClient();
        URI bus = URI.create(before.replaceFirst("^http", "ws") + "eventbus/1/a/websocket");
        browser.newWebSocketBuilder()
                .buildAsync(bus, new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                        if (text.charAt(0) == 'c') {
                            end.complete(text.toString());
                        }
                        socket.request(1);
                        return null;
                    }
                })
                .get(30, TimeUnit.SECONDS);

        Bundles.update("threadedstreams-web");

        assertThat(end.get(30, TimeUnit.SECONDS)).isEqualTo("c[3001,\"the gateway stops\"]");
        String after = Services.property(PAGE, GatewayPart.ADDRESS);
        HttpRequest index = HttpRequest.newBuilder(URI.create(after)).build();
        assertThat(browser.send(index, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);
        assertThat(client.request("streams.list", new JsonObject()).getString("type"))
                .isEqualTo("message");
        bystander.check();
    }

    @Test
    public void theTokenNeverReachesTheBus() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        Handler<DeliveryContext<Object>> spy = delivery -> {
            seen.add(delivery.message().address()
                    + delivery.message().headers()
                    + delivery.message().body());
            delivery.next();
        };
        gateway.bus().addInboundInterceptor(spy);
        gateway.closing(() -> gateway.bus().removeInboundInterceptor(spy));
        client.logIn();
        client.request("streams.list", new JsonObject());
        assertThat(seen).anySatisfy(message -> assertThat(message).contains("streams.list"));
        assertThat(seen).noneSatisfy(message -> assertThat(message).contains(client.token()));
        assertThat(seen).noneSatisfy(message -> assertThat(message).containsIgnoringCase("authorization"));
        assertThat(gateway.log()).doesNotContain(client.token());
    }
}
