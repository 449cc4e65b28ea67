package org.threadedstreams.bridge.conversation;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.StreamAddress;
import org.threadedstreams.api.bus.Addresses.Verb;

/** Puts clients' requests on the bus and makes a frame of whatever comes back. Confined to the clients' event loop. */
final class Requests {

    /** A write's one reply comes from its stream, which has a deadline of its own: the bridge's is only a last resort. */
    private static final Duration WRITE_TIMEOUT = Duration.ofDays(1);

    private static final Duration WRITE_MARGIN = Duration.ofMinutes(1);
    private static final Duration OTHER_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration LIST_TIMEOUT = Duration.ofSeconds(2);

    private final EventBus bus;
    private final Frames frames;

    Requests(EventBus bus, Frames frames) {
        this.bus = bus;
        this.frames = frames;
    }

    /**
     * Asks, on behalf of a client.
     *
     * @return the frame that answers it, or {@code null} where it succeeded and no answer is wanted; never fails
     */
    Future<@Nullable Buffer> ask(ClientFrame request) {
        DeliveryOptions options =
                new DeliveryOptions().setSendTimeout(timeout(request).toMillis());
        request.headers().forEach(options::addHeader);
        String replyAddress = request.replyAddress();
        return bus.request(request.address(), request.body(), options)
                .<@Nullable Buffer>map(reply -> replyAddress == null ? null : frames.reply(replyAddress, reply))
                .recover(failure -> failure(request, failure).map(told -> frames.failure(request, told)));
    }

    private Future<ReplyException> failure(ClientFrame request, Throwable failure) {
        if (!(failure instanceof ReplyException told)) {
            return Future.succeededFuture(new ReplyException(
                    ReplyFailure.ERROR, request.address() + " gave an answer that JSON cannot hold: " + failure));
        }
        Optional<StreamAddress> address = Addresses.parse(request.address());
        if (told.failureType() != ReplyFailure.NO_HANDLERS || address.isEmpty()) {
            return Future.succeededFuture(told);
        }
        Object body = address.get().verb() == Verb.WRITE ? request.body() : null;
        return names().map(names -> new NoSuchStream(address.get().stream(), names, body));
    }

    /** The streams there are; none, if nobody answers. */
    private Future<List<String>> names() {
        return bus.<JsonArray>request(
                        Addresses.LIST, new JsonObject(), new DeliveryOptions().setSendTimeout(LIST_TIMEOUT.toMillis()))
                .map(reply -> reply.body().stream()
                        .filter(JsonObject.class::isInstance)
                        .map(state -> ((JsonObject) state).getString("stream", ""))
                        .toList())
                .otherwise(List.of());
    }

    private static Duration timeout(ClientFrame request) {
        boolean write = Addresses.parse(request.address())
                .filter(address -> address.verb() == Verb.WRITE)
                .isPresent();
        if (!write) {
            return OTHER_TIMEOUT;
        }
        String own = request.headers().get(Addresses.HEADER_TIMEOUT_MILLIS);
        try {
            long millis = own == null ? 0 : Long.parseLong(own);
            return millis <= 0 || millis > WRITE_TIMEOUT.toMillis()
                    ? WRITE_TIMEOUT
                    : Duration.ofMillis(millis).plus(WRITE_MARGIN);
        } catch (NumberFormatException forTheStreamToJudge) {
            return WRITE_TIMEOUT;
        }
    }

    /** Nobody answers on a stream's address. Fails like the stream would, with the bytes of a write given back. */
    private static final class NoSuchStream extends ReplyException {

        private static final long serialVersionUID = 1L;

        NoSuchStream(String stream, List<String> names, @Nullable Object written) {
            this(UnknownStream.exception(stream, names, written));
        }

        private NoSuchStream(StreamException cause) {
            super(ReplyFailure.RECIPIENT_FAILURE, StreamCode.NO_SUCH_STREAM.number(), cause.getMessage(), cause, true);
        }
    }
}
