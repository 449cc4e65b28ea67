package org.threadedstreams.transport.tcp;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Asks the system's name service, which may take its time. Safe for many threads. */
@FunctionalInterface
interface HostLookup {

    /** All addresses of a name, the system's favourite first; an address as text is its own only one. */
    InetAddress[] addresses(String host) throws UnknownHostException;
}
