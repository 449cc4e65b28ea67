package org.threadedstreams.transport.tcp;

import java.net.InetAddress;

/** An address that was tried in vain. */
record TcpAttempt(InetAddress address, Throwable cause) {}
