package org.threadedstreams.faults.mixed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.client.BridgeClient;
import org.threadedstreams.client.BridgeMessage;
import org.threadedstreams.faults.stream.Refetch;

/** A consumer of several streams that stops reading for some seconds, and then goes on or is never heard of again. For one thread. */
final class ConsumerStrike {

    private static final int STREAMS = 10;
    private static final int LEAST_SECONDS = 3;
    private static final int MORE_SECONDS = 5;

    private final Crowd crowd;
    private final Random random;
    private final boolean goesOn;
    private final CountDownLatch stalled = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final Map<MixedStream, List<BridgeMessage>> heard = new HashMap<>();
    private final Map<MixedStream, Long> from = new HashMap<>();
    private volatile boolean stalling;

    /**
     * @param goesOn whether it reads again, and fetches what it missed
     */
    ConsumerStrike(Crowd crowd, Random random, boolean goesOn) {
        this.crowd = crowd;
        this.random = random;
        this.goesOn = goesOn;
    }

    void strike() throws Exception {
        try {
            choose();
            consume();
            judge();
        } finally {
            from.keySet().forEach(MixedStream::free);
        }
    }

    /** Nothing else strikes these meanwhile: one whose file is away would refuse to be fetched from. */
    private void choose() {
        for (int count = 0; count < STREAMS; count++) {
            MixedStream stream =
                    crowd.streams().get(random.nextInt(crowd.streams().size()));
            if (stream.take()) {
                from.put(stream, stream.journal().next());
            }
        }
    }

    private void consume() throws Exception {
        try (BridgeClient client = crowd.gateway().connect()) {
            for (MixedStream stream : from.keySet()) {
                client.subscribe(Verb.READ.of(stream.name()), message -> hear(stream, message));
            }
            stalling = true;
            stalled.await(LEAST_SECONDS, TimeUnit.SECONDS);
            TimeUnit.SECONDS.sleep(LEAST_SECONDS + random.nextInt(MORE_SECONDS));
            goOn.countDown();
            if (goesOn) {
                for (Map.Entry<MixedStream, Long> one : from.entrySet()) {
                    MixedStream stream = one.getKey();
                    new Refetch(client, stream.name(), stream.journal())
                            .read(one.getValue(), stream.journal().next());
                }
            }
        }
    }

    private void hear(MixedStream stream, BridgeMessage message) {
        synchronized (heard) {
            heard.computeIfAbsent(stream, first -> new ArrayList<>()).add(message);
        }
        if (!stalling) {
            return;
        }
        stalled.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void judge() throws InterruptedException {
        synchronized (heard) {
            for (Map.Entry<MixedStream, List<BridgeMessage>> entry : heard.entrySet()) {
                for (BridgeMessage message : entry.getValue()) {
                    long offset = message.number(Addresses.HEADER_OFFSET);
                    entry.getKey().journal().await(offset + message.bytes().length, MixedStream.LIMIT);
                    entry.getKey().journal().verify(offset, message.bytes());
                }
            }
        }
    }
}
