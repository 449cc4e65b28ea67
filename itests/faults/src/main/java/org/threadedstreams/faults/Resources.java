package org.threadedstreams.faults;

import java.util.ArrayDeque;
import java.util.Deque;

/** What must be ended or undone, whatever happens: processes, mounts, sockets. Safe for many threads. */
public final class Resources implements AutoCloseable {

    private final Deque<AutoCloseable> all = new ArrayDeque<>();
    private boolean closed;

    public synchronized <T extends AutoCloseable> T add(T resource) throws Exception {
        if (closed) {
            resource.close();
            throw new IllegalStateException("the suite is being ended");
        }
        all.push(resource);
        return resource;
    }

    /** Closes the last first. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        while (!all.isEmpty()) {
            AutoCloseable resource = all.pop();
            try {
                resource.close();
            } catch (Exception e) {
                System.err.println("could not be ended: " + resource + ": " + e);
            }
        }
    }
}
