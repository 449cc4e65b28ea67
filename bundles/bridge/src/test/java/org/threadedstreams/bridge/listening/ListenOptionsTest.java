package org.threadedstreams.bridge.listening;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ListenOptionsTest {

    private static String address(Map<String, ?> properties) {
        return ListenOptions.of(properties, 7654).address();
    }

    @Test
    void anIpv6HostIsAnnouncedInBrackets() {
        assertThat(address(Map.of("host", "::1"))).isEqualTo("[::1]:7654");
        assertThat(address(Map.of("host", "[::1]"))).isEqualTo("[::1]:7654");
        assertThat(address(Map.of())).isEqualTo("127.0.0.1:7654");
    }
}
