package ${package};

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Answers every line of the stream {@code ${stream}} that begins with ALARM. Its handlers run on an event loop and must not block. */
@Component(service = {})
public final class ${className} {

    private final EventBus bus;
    private final MessageConsumer<String> lines;

    @Activate
    public ${className}(@Reference EventBus bus) {
        this.bus = bus;
        lines = bus.consumer("streams.${stream}.lines", line -> read(line.body()));
    }

    private void read(String line) {
        if (line.startsWith("ALARM")) {
            bus.request("streams.${stream}.write", "RESET\n")
                    .onFailure(failure -> System.err.println("not sent: " + failure.getMessage()));
        }
    }

    @Deactivate
    void stop() {
        lines.unregister();
    }
}
