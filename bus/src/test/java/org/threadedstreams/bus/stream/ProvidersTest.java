package org.threadedstreams.bus.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProvidersTest {

    private final Providers providers = new Providers();

    private ProviderEntry add(int ranking, long bundle, long service) {
        ProviderEntry entry = new ProviderEntry("tcp", new ScriptedProvider(), ranking, bundle, service, null);
        providers.add(entry);
        return entry;
    }

    @Test
    void theHighestRankingWinsThenTheNewestBundle() {
        ProviderEntry old = add(0, 5, 1);
        assertThat(providers.best("tcp")).contains(old);
        ProviderEntry newer = add(0, 9, 2);
        assertThat(providers.best("tcp")).contains(newer);
        ProviderEntry older = add(0, 7, 3);
        assertThat(providers.best("tcp")).contains(newer);
        ProviderEntry ranked = add(1, 1, 4);
        assertThat(providers.best("tcp")).contains(ranked);
        providers.remove(4);
        providers.remove(2);
        assertThat(providers.best("tcp")).contains(older);
        assertThat(providers.best("ssh")).isEmpty();
        assertThat(providers.has(ranked)).isFalse();
        assertThat(providers.transports()).containsExactly("tcp");
    }
}
