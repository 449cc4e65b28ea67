package org.threadedstreams.bus;

import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what a consumer's handler throws together with the address it consumes. Vert.x itself knows only the exception, so an
 * interceptor notes the address for the time of the delivery, which takes place on one thread.
 */
final class HandlerFaults {

    private static final Logger LOG = LoggerFactory.getLogger(HandlerFaults.class);

    private HandlerFaults() {}

    static void logWithAddress(Vertx vertx) {
        ThreadLocal<String> address = new ThreadLocal<>();
        vertx.eventBus().addInboundInterceptor(delivery -> {
            address.set(delivery.message().address());
            try {
                delivery.next();
            } finally {
                address.remove();
            }
        });
        vertx.exceptionHandler(fault -> {
            String at = address.get();
            if (at == null) {
                LOG.error("a handler failed", fault);
            } else {
                LOG.error("a consumer of {} failed; the message is lost to it, nobody else is affected", at, fault);
            }
        });
    }
}
