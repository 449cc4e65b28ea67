package org.threadedstreams.transport.tcp;

import java.security.UnrecoverableKeyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A throwable and all its causes, the outermost first. Immutable. */
final class Causes {

    private final List<Throwable> chain = new ArrayList<>();

    Causes(Throwable outermost) {
        for (Throwable cause = outermost; cause != null && !chain.contains(cause); cause = cause.getCause()) {
            chain.add(cause);
        }
    }

    boolean has(Class<? extends Throwable> type) {
        return find(type).isPresent();
    }

    <T extends Throwable> Optional<T> find(Class<T> type) {
        return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    /** The innermost message, which is the system's or the library's own; of a wrong password, the one that says so. */
    String words() {
        return chain.stream()
                .filter(cause -> cause.getMessage() != null && !(cause instanceof UnrecoverableKeyException))
                .map(Throwable::getMessage)
                .reduce((outer, inner) -> inner)
                .orElse(chain.get(0).getClass().getSimpleName());
    }
}
