package org.threadedstreams.client.handle;

import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.client.StreamInterruptedException;
import org.threadedstreams.client.Streams;
import org.threadedstreams.client.Subscription;
import org.threadedstreams.client.ThreadedStream;

/** The streams behind a port. Safe from any thread. */
public final class PortStreams implements Streams {

    private static final Duration LIST_TIMEOUT = Duration.ofSeconds(15);

    private final Port port;
    private final Set<Attached> handles = ConcurrentHashMap.newKeySet();
    private volatile @Nullable String over;

    /** Owns the port: closes it with itself. */
    public PortStreams(Port port) {
        this.port = port;
        port.ended().whenComplete((done, failure) -> lost(failure));
    }

    private void lost(@Nullable Throwable failure) {
        String why = failure == null ? "the connection was closed" : String.valueOf(failure.getMessage());
        over = over == null ? "the gateway is gone: " + why + "; connect again" : over;
        handles.forEach(handle -> handle.cursor.lost(why));
    }

    @Override
    public ThreadedStream attach(String stream, Charset charset) throws StreamException {
        if (!Addresses.validName(stream)) {
            throw new StreamException(
                    StreamCode.NO_SUCH_STREAM,
                    "no stream is called \"" + stream + "\": a name matches [a-zA-Z0-9][a-zA-Z0-9._-]*");
        }
        port.checkThread();
        Attached attached = new Attached(new Cursor(port, stream, charset));
        handles.add(attached);
        try {
            return attached.begin();
        } catch (StreamException | RuntimeException failure) {
            attached.close("attaching failed");
            throw failure;
        }
    }

    @Override
    public void close() {
        over = "this Streams was closed";
        handles.forEach(handle -> handle.close("its Streams was closed"));
        port.close();
    }

    /** A handle's cursor and what it hears. */
    private final class Attached {

        private final Cursor cursor;
        private final List<Subscription> subscriptions = new ArrayList<>();

        Attached(Cursor cursor) {
            this.cursor = cursor;
        }

        /** First it hears what comes, then it asks where it stands: nothing lies between. */
        ThreadedStream begin() throws StreamException {
            String over = PortStreams.this.over;
            if (over != null) {
                throw new StreamException(StreamCode.NOT_OPEN, over);
            }
            Fetched live = cursor.ask("latest");
            subscribe(Verb.STATE, cursor::state);
            subscribe(Verb.ERRORS, cursor::error);
            subscribe(Verb.READ, cursor::read);
            live = cursor.ask("latest");
            cursor.begin(live, listed());
            return new Handle(cursor, new Writes(port, cursor), () -> close("this handle was closed"), false);
        }

        private void subscribe(Verb verb, Consumer<PortMessage> handler) throws StreamException {
            try {
                Subscription subscription = port.subscribe(verb.of(cursor.stream), handler);
                synchronized (subscriptions) {
                    subscriptions.add(subscription);
                }
            } catch (IOException gone) {
                throw new StreamException(StreamCode.NOT_OPEN, String.valueOf(gone.getMessage()));
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }

        /** The state now; null if the gateway does not list it. */
        private @Nullable Shape listed() throws StreamException {
            CompletableFuture<PortMessage> answer =
                    port.request(Addresses.LIST, Map.of("stream", cursor.stream), Map.of(), LIST_TIMEOUT);
            try {
                Object states = cursor.pending
                        .await(answer, LIST_TIMEOUT.plusSeconds(1))
                        .json();
                return states instanceof List<?> list ? mine(list) : null;
            } catch (ExecutionException | TimeoutException e) {
                throw new StreamException(
                        StreamCode.NOT_OPEN, "the gateway does not answer " + Addresses.LIST + ": " + e.getMessage());
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }

        private @Nullable Shape mine(List<?> states) {
            for (Object state : states) {
                if (state instanceof Map<?, ?> map && cursor.stream.equals(map.get("stream"))) {
                    return new Shape(map);
                }
            }
            return null;
        }

        private StreamInterruptedException interrupted() {
            Thread.currentThread().interrupt();
            return new StreamInterruptedException(
                    StreamCode.READ_FAILED,
                    "interrupted while attaching to " + cursor.stream,
                    Unread.NONE,
                    Unsent.NONE);
        }

        void close(String why) {
            cursor.close(why);
            handles.remove(this);
            cursor.pending.fail(new StreamException(StreamCode.NOT_OPEN, why));
            synchronized (subscriptions) {
                subscriptions.forEach(Subscription::close);
            }
        }
    }
}
