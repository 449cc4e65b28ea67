package org.threadedstreams.bus.stream;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.impl.CodecManager;
import io.vertx.core.eventbus.impl.EventBusImpl;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.api.bus.StreamStatus;

/**
 * Publishes what one stream has to tell.
 *
 * <p>Called from the stream's mailbox only: Vert.x keeps the order of one publisher.
 */
public final class Publisher {

    private static final ChunkCodec CHUNKS = new ChunkCodec();
    private static final DeliveryOptions NO_OPTIONS = new DeliveryOptions();

    private final String stream;
    private final EventBus bus;
    private final Listeners listeners;
    private final String readAddress;
    private final String linesAddress;
    private final Decimal times = new Decimal();
    private final Decimal sessions = new Decimal();
    private long messages;

    Publisher(String stream, EventBus bus) {
        this.stream = stream;
        this.bus = bus;
        this.listeners = new Listeners(bus);
        this.readAddress = Verb.READ.of(stream);
        this.linesAddress = Verb.LINES.of(stream);
    }

    /** Registers what {@link Publisher} and {@link StreamFailure} need, once for a bus. */
    public static void registerCodecs(EventBus bus) {
        bus.registerCodec(CHUNKS);
        bus.registerDefaultCodec(StreamFailure.class, new StreamFailure.Codec());
    }

    /** How many chunks and lines were published so far. */
    long messages() {
        return messages;
    }

    /** Publishes bytes, from position to limit, in messages of at most 64 KiB that nobody can modify: the journal has them too. */
    void chunk(ByteBuffer bytes, long offset, long time, long session, String journal) {
        if (!listeners.at(readAddress)) {
            return;
        }
        for (int at = bytes.position(); at < bytes.limit(); at += Addresses.MAX_CHUNK_BYTES) {
            int length = Math.min(Addresses.MAX_CHUNK_BYTES, bytes.limit() - at);
            publish(
                    readAddress,
                    BufferInternal.buffer(
                            Unpooled.wrappedBuffer(bytes.slice(at, length)).asReadOnly()),
                    headers(offset + at - bytes.position(), time, session, journal),
                    CHUNKS);
        }
    }

    /** The event loops on which chunks and lines are handled; empty if that is not known. */
    Optional<Collection<EventLoop>> loops() {
        return listeners.loops(readAddress, linesAddress);
    }

    /** Whether anyone wants lines. */
    boolean linesWanted() {
        return listeners.at(linesAddress);
    }

    void line(String line, long offset, long time, long session, String journal, boolean partial) {
        HeadersMultiMap headers = headers(offset, time, session, journal);
        if (partial) {
            headers.add(Addresses.HEADER_PARTIAL, "true");
        }
        publish(linesAddress, line, headers, CodecManager.STRING_MESSAGE_CODEC);
    }

    private <T> void publish(String address, T body, HeadersMultiMap headers, MessageCodec<T, T> codec) {
        messages++;
        if (bus.getClass() == EventBusImpl.class) {
            EventBusImpl local = (EventBusImpl) bus;
            // Unlike publish(), this listens to no future: Vert.x would do so on an event loop of this thread's.
            local.sendOrPubInternal(local.newSendContext(
                    new SharedMessage<>(local, address, headers.copy(false), body, codec), NO_OPTIONS, null));
        } else {
            bus.publish(
                    address,
                    body,
                    new DeliveryOptions().setHeaders(headers).setCodecName(codec == CHUNKS ? ChunkCodec.NAME : null));
        }
    }

    void state(StreamStatus status) {
        both(Verb.STATE.of(stream), Addresses.ALL_STATES, new JsonObject(status.shape()));
    }

    void error(JsonObject event) {
        both(Verb.ERRORS.of(stream), Addresses.ALL_ERRORS, event);
    }

    private void both(String own, String all, JsonObject body) {
        DeliveryOptions options = new DeliveryOptions().addHeader(Addresses.HEADER_STREAM, stream);
        bus.publish(own, body, options);
        bus.publish(all, body, options);
    }

    /** Many lines have the time and the session of one chunk. */
    private static final class Decimal {

        private long number;
        private String text = "0";

        String text(long wanted) {
            if (wanted != number) {
                number = wanted;
                text = Long.toString(wanted);
            }
            return text;
        }
    }

    private HeadersMultiMap headers(long offset, long time, long session, String journal) {
        return HeadersMultiMap.caseInsensitive()
                .add(Addresses.HEADER_STREAM, stream)
                .add(Addresses.HEADER_OFFSET, Long.toString(offset))
                .add(Addresses.HEADER_TIME, times.text(time))
                .add(Addresses.HEADER_SESSION, sessions.text(session))
                .add(Addresses.HEADER_JOURNAL, journal);
    }
}
