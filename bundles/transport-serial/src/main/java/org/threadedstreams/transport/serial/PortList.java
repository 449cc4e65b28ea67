package org.threadedstreams.transport.serial;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Lists the serial ports that are there now. Others, such as a pty, can be opened by path all the same. */
@FunctionalInterface
interface PortList {

    /** @throws IOException if they cannot be listed, saying why and what that means */
    List<ListedPort> list() throws IOException;

    /** Something that differs once a port has come or gone. Unless overridden it always does; listing is what it saves. */
    default Object names() {
        return new Object();
    }

    /** That of this system. */
    static PortList ofThisSystem() {
        return SerialPorts.LINUX ? new LinuxPorts(Path.of("/sys"), Path.of("/dev")) : SerialPorts::list;
    }
}
