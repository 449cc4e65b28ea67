package org.threadedstreams.launcher.client;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.threadedstreams.launcher.gateway.Home;

/**
 * A connection to the gateway on a home that can be made anew: a gateway may be restarted while a command goes on.
 *
 * <p>Made anew by one thread; any may use the connection that there is.
 */
public final class GatewayLink implements AutoCloseable {

    private static final long PAUSE_MILLIS = 250;

    private final Home home;
    private volatile RunningGateway current;
    private volatile Greeting greeting = gateway -> {};

    /** What is done first on every connection. */
    public interface Greeting {
        void greet(RunningGateway gateway) throws InterruptedException;
    }

    /** Connects. */
    public GatewayLink(Home home) {
        this.home = home;
        this.current = RunningGateway.of(home);
    }

    /** Has something done on the connection that there is, and on each that follows. */
    public void greet(Greeting wanted) throws InterruptedException {
        greeting = wanted;
        wanted.greet(current);
    }

    /** The connection that was made last; it may be over. */
    public RunningGateway current() {
        return current;
    }

    /**
     * Connects again, however long it takes until a gateway is there.
     *
     * @param note told in a line why it is not, and again when the reason is another
     */
    public RunningGateway restore(GatewayAwayException why, Consumer<String> note) throws InterruptedException {
        current.close();
        String told = "";
        GatewayAwayException reason = why;
        while (true) {
            if (!told.equals(reason.getMessage())) {
                told = String.valueOf(reason.getMessage());
                note.accept(told + "; waiting for it");
            }
            try {
                current = RunningGateway.of(home);
                greeting.greet(current);
                return current;
            } catch (GatewayAwayException stillAway) {
                reason = stillAway;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    @Override
    public void close() {
        current.close();
    }
}
