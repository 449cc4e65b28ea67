package org.threadedstreams.transport.serial;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Lists the serial ports that are there now. Others, such as a pty, can be opened by path all the same. */
@FunctionalInterface
interface PortList {

    /** @throws IOException if they cannot be listed, saying why and what that means */
    List<ListedPort> list() throws IOException;

    /** That of this system. */
    static PortList ofThisSystem() {
        return SerialPorts.LINUX ? new LinuxPorts(Path.of("/sys"), Path.of("/dev")) : SerialPorts::list;
    }
}
