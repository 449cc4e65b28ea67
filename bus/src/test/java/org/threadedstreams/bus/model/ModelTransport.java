package org.threadedstreams.bus.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.threadedstreams.api.InvalidOptionException;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamListener;
import org.threadedstreams.api.StreamProvider;

/** A transport whose every step a schedule takes, and that breaks its contract when it is told to. */
final class ModelTransport implements StreamProvider<ModelTransport.Options> {

    @interface Options {
        String host() default "good";
    }

    /** What the next connection does wrong. */
    enum Breach {
        NONE,
        WRITE_THROWS,
        WRITE_IS_NOTHING,
        RESUME_THROWS,
        CLOSE_THROWS,
        CLOSE_IS_NOTHING,
        CLOSE_HANGS
    }

    /** In the order of their opening. */
    final List<ModelConnection> connections = Collections.synchronizedList(new ArrayList<>());

    volatile Breach breach = Breach.NONE;

    @Override
    public Class<Options> optionsType() {
        return Options.class;
    }

    @Override
    public StreamConnection open(String stream, Options options, StreamListener listener) {
        switch (options.host()) {
            case "bad" -> throw new InvalidOptionException("host", "good");
            case "broken" -> throw new IllegalStateException("planned");
            case "nothing" -> {
                return null;
            }
            default -> {
                ModelConnection connection = new ModelConnection(listener, breach);
                breach = Breach.NONE;
                connections.add(connection);
                return connection;
            }
        }
    }

    /** The connection that was opened last, or null. */
    ModelConnection last() {
        return connections.isEmpty() ? null : connections.get(connections.size() - 1);
    }
}
