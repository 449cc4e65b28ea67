package org.threadedstreams.faults.mixed;

/** How a stream of the mix reaches its peer. */
enum Kind {
    TCP("tcp", "tcp"),
    /** TCP through a process that can be stopped. */
    PROXY("tcp", "tcp, through a process"),
    SSH("ssh", "ssh"),
    SERIAL("serial", "serial"),
    EXEC("exec", "exec");

    private final String transport;
    private final String title;

    Kind(String transport, String title) {
        this.transport = transport;
        this.title = title;
    }

    /** What it is called in the table. */
    String title() {
        return title;
    }

    String transport() {
        return transport;
    }
}
