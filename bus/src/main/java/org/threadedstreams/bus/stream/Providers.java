package org.threadedstreams.bus.stream;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The transports that are there now. Of several for one name the highest ranking wins, then the newest bundle.
 *
 * <p>Safe for many threads.
 */
public final class Providers {

    private static final Comparator<ProviderEntry> PREFERENCE = Comparator.comparingInt(ProviderEntry::ranking)
            .thenComparingLong(ProviderEntry::bundle)
            .thenComparingLong(ProviderEntry::service);

    private final Map<Long, ProviderEntry> entries = new ConcurrentHashMap<>();

    public void add(ProviderEntry entry) {
        entries.put(entry.service(), entry);
    }

    public void remove(long service) {
        entries.remove(service);
    }

    /** The one that each transport's streams are opened with, by the transports' names. */
    public List<ProviderEntry> best() {
        return transports().stream().flatMap(name -> best(name).stream()).toList();
    }

    /** All, by the transports' names; of several for one, the preferred first. */
    public List<ProviderEntry> ordered() {
        return all().stream()
                .sorted(Comparator.comparing(ProviderEntry::transport).thenComparing(PREFERENCE.reversed()))
                .toList();
    }

    Optional<ProviderEntry> best(String transport) {
        return all().stream().filter(e -> e.transport().equals(transport)).max(PREFERENCE);
    }

    boolean has(ProviderEntry entry) {
        return entries.get(entry.service()) == entry;
    }

    SortedSet<String> transports() {
        SortedSet<String> names = new TreeSet<>();
        all().forEach(e -> names.add(e.transport()));
        return names;
    }

    private Collection<ProviderEntry> all() {
        return entries.values();
    }
}
