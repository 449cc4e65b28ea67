package org.threadedstreams.faults.mixed;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.threadedstreams.faults.Failures;
import org.threadedstreams.faults.mixed.MixedStream.Opening;
import org.threadedstreams.faults.stream.Await;

/**
 * Strikes once a second, whatever the faults before are at. No stream is struck while it recovers.
 *
 * <p>For one thread; the faults themselves have threads of their own.
 */
final class Striker {

    private static final int ONE_MASS_STRIKE_IN = 20;
    private static final String CONSUMER_STOPPED = "consumer-stopped";
    private static final String CONSUMER_KILLED = "consumer-killed";

    private final Crowd crowd;
    private final Random random;
    private final Failures failures;
    private final String again;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, StrikeTally> tallies = new ConcurrentSkipListMap<>();
    private final Set<String> reserved = Collections.synchronizedSet(new HashSet<>());
    private final Deque<String> deck = new ArrayDeque<>();
    private int count;

    Striker(Crowd crowd, long seed, Failures failures, String again) {
        this.crowd = crowd;
        this.random = new Random(seed);
        this.failures = failures;
        this.again = again;
    }

    /** Something that is struck and gets well. */
    private interface Work {
        int strike() throws Exception;
    }

    /** Begins one more fault. */
    void strike() {
        count++;
        if (count % ONE_MASS_STRIKE_IN == ONE_MASS_STRIKE_IN / 2 && massStrike()) {
            return;
        }
        for (int tries = 0; tries < 2 * kinds().size(); tries++) {
            if (deck.isEmpty()) {
                List<String> kinds = kinds();
                Collections.shuffle(kinds, random);
                deck.addAll(kinds);
            }
            if (begin(deck.remove())) {
                return;
            }
        }
    }

    private static List<String> kinds() {
        List<String> kinds = new ArrayList<>(List.of(CONSUMER_STOPPED, CONSUMER_KILLED));
        Strikes.all().forEach(strike -> kinds.add(strike.kind()));
        return kinds;
    }

    /** False if there is nothing now that this kind can strike. */
    private boolean begin(String kind) {
        Random own = new Random(random.nextLong());
        if (kind.equals(CONSUMER_STOPPED) || kind.equals(CONSUMER_KILLED)) {
            start(kind, "", () -> {
                new ConsumerStrike(crowd, own, kind.equals(CONSUMER_STOPPED)).strike();
                return 0;
            });
            return true;
        }
        Strike strike = Strikes.all().stream()
                .filter(one -> one.kind().equals(kind))
                .findFirst()
                .orElseThrow();
        Optional<MixedStream> victim = victim(strike);
        victim.ifPresent(stream -> start(kind, stream.name(), () -> {
            try {
                strike(strike, stream, own);
                return 1;
            } finally {
                stream.quiet(false);
                stream.free();
            }
        }));
        return victim.isPresent();
    }

    private Optional<MixedStream> victim(Strike strike) {
        List<MixedStream> fitting = crowd.streams().stream()
                .filter(stream -> !reserved.contains(stream.kind().transport()) && !stream.isBusy())
                .filter(strike.fits())
                .toList();
        if (fitting.isEmpty()) {
            return Optional.empty();
        }
        MixedStream victim = fitting.get(random.nextInt(fitting.size()));
        return victim.take() ? Optional.of(victim) : Optional.empty();
    }

    private void strike(Strike strike, MixedStream stream, Random own) throws Exception {
        Opening opening = stream.opening();
        strike.blow().strike(stream, opening, crowd, own);
        stream.reopened(opening.session());
    }

    private boolean massStrike() {
        List<MassStrike> kinds = MassStrike.all();
        MassStrike strike = kinds.get(count / ONE_MASS_STRIKE_IN % kinds.size());
        List<String> transports = crowd.streams().stream()
                .map(stream -> stream.kind().transport())
                .distinct()
                .filter(strike::fits)
                .filter(transport -> !reserved.contains(transport))
                .toList();
        if (transports.isEmpty()) {
            return false;
        }
        String transport = transports.get(random.nextInt(transports.size()));
        reserved.add(transport);
        start(strike.kind() + " " + transport, "", () -> {
            try {
                return strike(strike, transport);
            } finally {
                reserved.remove(transport);
            }
        });
        return true;
    }

    private int strike(MassStrike strike, String transport) throws Exception {
        List<MixedStream> struck = crowd.streams().stream()
                .filter(stream -> stream.kind().transport().equals(transport))
                .toList();
        Map<MixedStream, Long> sessions = new HashMap<>();
        for (MixedStream stream : struck) {
            Await.found(
                    stream + ": what struck it before is over",
                    MixedStream.LIMIT,
                    () -> stream.isBusy() ? Optional.empty() : Optional.of(true));
            sessions.put(stream, stream.opening().session());
        }
        try {
            strike.blow().strike(transport, struck, crowd);
            for (Map.Entry<MixedStream, Long> session : sessions.entrySet()) {
                session.getKey().reopened(session.getValue());
            }
        } finally {
            struck.forEach(stream -> stream.quiet(false));
        }
        return struck.size();
    }

    private void start(String kind, String stream, Work work) {
        StrikeTally tally = tallies.computeIfAbsent(kind, StrikeTally::new);
        threads.execute(() -> {
            long start = System.nanoTime();
            try {
                int struck = work.strike();
                tally.add(struck, Duration.ofNanos(System.nanoTime() - start));
            } catch (Exception | Error e) {
                tally.failure();
                failures.add(
                        kind + " " + stream, again, e, () -> crowd.gateway().report());
            }
        });
    }

    /** Waits until all streams that were struck are well again. */
    void finish() throws InterruptedException {
        threads.shutdown();
        threads.awaitTermination(2 * MixedStream.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public String toString() {
        return tallies.values().stream().mapToInt(StrikeTally::strikes).sum() + " of " + count
                + " faults are over, busy: "
                + crowd.streams().stream().filter(MixedStream::isBusy).count() + " streams and " + reserved;
    }

    List<StrikeTally> tallies() {
        return List.copyOf(tallies.values());
    }
}
