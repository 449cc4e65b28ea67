package org.threadedstreams.bridge.conversation;

import java.util.Set;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.StreamAddress;

/** What a client may do with an address. Stateless. */
final class Permitted {

    /** So that what a client makes the bridge remember has a bound. */
    static final int ADDRESS_LIMIT_CHARS = 255;

    static final String TO_SEND =
            "a client may send to streams.list, streams.endpoints, streams.transports and streams.<name>.write, .fetch,"
                    + " .recent and .control";
    static final String TO_REGISTER = "a client may register for streams.errors, streams.state and for"
            + " streams.<name>.read, .lines, .errors and .state";

    private static final Set<String> ALONE = Set.of(Addresses.LIST, Addresses.ENDPOINTS, Addresses.TRANSPORTS);

    private Permitted() {}

    static boolean toSend(String address) {
        return ALONE.contains(address) || streamAddress(address, false);
    }

    static boolean toRegister(String address) {
        return address.equals(Addresses.ALL_ERRORS)
                || address.equals(Addresses.ALL_STATES)
                || streamAddress(address, true);
    }

    private static boolean streamAddress(String address, boolean published) {
        return address.length() <= ADDRESS_LIMIT_CHARS
                && Addresses.parse(address)
                        .map(StreamAddress::verb)
                        .filter(verb -> verb.published() == published)
                        .isPresent();
    }
}
