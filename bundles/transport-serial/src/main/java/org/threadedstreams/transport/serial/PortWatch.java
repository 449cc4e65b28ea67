package org.threadedstreams.transport.serial;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.api.StreamProvider.Watch;

/**
 * Looks for ports that streams wait for, {@value #LOOKS_PER_SECOND} times a second, on one thread for all that ends when
 * nobody waits any more. It only looks at files: a port that is there is not touched. USB adapters are listed anew when a
 * name has come or gone, and once a second.
 *
 * <p>Safe for many threads.
 */
final class PortWatch {

    private static final Logger LOG = LoggerFactory.getLogger(PortWatch.class);
    private static final int LOOKS_PER_SECOND = 4;

    private final PortList ports;
    private final ScheduledThreadPoolExecutor timer;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private @Nullable ScheduledFuture<?> looking;

    /** These three are the timer's alone. */
    private Once listed;

    private Object names = "";
    private int looks;

    PortWatch(PortList ports) {
        this.ports = ports;
        listed = new Once(ports);
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "serial-port-watch");
            thread.setDaemon(true);
            return thread;
        });
        timer.setKeepAliveTime(1, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
    }

    /** One who waits. {@code there} is the timer's alone. */
    private static final class Waiting {
        final SerialAddress address;
        final Runnable came;

        @Nullable
        Boolean there;

        Waiting(SerialAddress address, Runnable came) {
            this.address = address;
            this.came = came;
        }
    }

    /** @param came told each time that the port was not there and then is, and may be opened */
    synchronized Watch begin(SerialAddress address, Runnable came) {
        Waiting one = new Waiting(address, came);
        waiting.add(one);
        if (looking == null) {
            try {
                looking = timer.scheduleWithFixedDelay(this::look, 0, 1000 / LOOKS_PER_SECOND, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException stopped) {
                return Watch.NONE;
            }
        }
        return () -> end(one);
    }

    private synchronized void end(Waiting one) {
        waiting.remove(one);
        if (waiting.isEmpty() && looking != null) {
            looking.cancel(false);
            looking = null;
        }
    }

    private void look() {
        Object now = ports.names();
        if (!now.equals(names) || ++looks % LOOKS_PER_SECOND == 0) {
            names = now;
            listed = new Once(ports);
        }
        waiting.forEach(this::look);
    }

    private void look(Waiting one) {
        try {
            boolean there = one.address.isThere(listed);
            boolean came = there && Boolean.FALSE.equals(one.there);
            one.there = there;
            if (came) {
                one.came.run();
            }
        } catch (RuntimeException e) {
            // The others shall not suffer for a path that cannot be one, or a stream that cannot be told.
            LOG.warn("{} cannot be waited for: {}", one.address, e.toString());
            end(one);
        }
    }

    /** Lists the ports for all who wait, and only if one of them needs it. */
    private static final class Once implements PortList {
        private final PortList ports;
        private @Nullable List<ListedPort> listed;

        Once(PortList ports) {
            this.ports = ports;
        }

        @Override
        public List<ListedPort> list() throws IOException {
            if (listed == null) {
                listed = ports.list();
            }
            return listed;
        }
    }

    void stop() {
        timer.shutdownNow();
    }
}
