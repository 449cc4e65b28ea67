package org.threadedstreams.transport.tcp;

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

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
