package org.threadedstreams.transport.tcp;

import io.netty.util.NetUtil;
import org.threadedstreams.api.InvalidOptionException;

/** Where a connection goes. Prints as people write it. */
record TcpAddress(String host, int port) {

    static TcpAddress of(TcpOptions options) {
        if (options.host() == null || options.host().isBlank()) {
            throw new InvalidOptionException("host", "a host name or an address");
        }
        if (options.port() < 1 || options.port() > 65_535) {
            throw new InvalidOptionException("port", "a number from 1 to 65535");
        }
        return new TcpAddress(options.host().strip(), options.port());
    }

    /** Whether the host is an address, not a name, so that nobody has to be asked for it. */
    boolean isNumeric() {
        return host.contains(":") || NetUtil.isValidIpV4Address(host);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
