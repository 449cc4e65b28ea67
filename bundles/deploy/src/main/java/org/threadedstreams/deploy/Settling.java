package org.threadedstreams.deploy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Decides which troubles are logged: those that have lasted, each once. A trouble that has gone and comes again is logged again, and so is
 * one whose subject has changed.
 *
 * <p>For one thread at a time.
 */
final class Settling {

    private final long settleNanos;
    private final Map<Trouble, Long> pending = new HashMap<>();
    private final Set<Trouble> logged = new HashSet<>();

    /** @param settle how long a trouble lasts before it is logged */
    Settling(Duration settle) {
        this.settleNanos = settle.toNanos();
    }

    /**
     * What is to be logged.
     *
     * @param pending whether there are troubles that have not lasted long enough: look again
     */
    record Outcome(List<String> warnings, List<String> notes, boolean pending) {}

    /**
     * Looks at the troubles that there are.
     *
     * @param nanos the time, as of {@link System#nanoTime()}
     * @param there whether a trouble's subject is still there, and the same
     */
    Outcome look(List<Trouble> troubles, long nanos, Predicate<Trouble> there) {
        Set<Trouble> now = new HashSet<>(troubles);
        List<String> notes = mended(now, there);
        logged.retainAll(now);
        pending.keySet().retainAll(now);
        List<String> warnings = new ArrayList<>();
        for (Trouble trouble : troubles) {
            if (!logged.contains(trouble) && nanos - pending.computeIfAbsent(trouble, first -> nanos) >= settleNanos) {
                pending.remove(trouble);
                logged.add(trouble);
                warnings.add(trouble.sentence());
            }
        }
        return new Outcome(warnings, notes, !pending.isEmpty());
    }

    private List<String> mended(Set<Trouble> now, Predicate<Trouble> there) {
        Set<String> still = now.stream().map(Trouble::mended).collect(Collectors.toSet());
        return logged.stream()
                .filter(trouble -> !trouble.mended().isEmpty() && !now.contains(trouble))
                .filter(trouble -> !still.contains(trouble.mended()) && there.test(trouble))
                .map(Trouble::mended)
                .distinct()
                .sorted()
                .toList();
    }
}
