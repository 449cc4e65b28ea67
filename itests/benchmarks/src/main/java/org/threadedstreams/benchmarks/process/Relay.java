package org.threadedstreams.benchmarks.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.threadedstreams.benchmarks.measure.Ground;
import org.threadedstreams.rig.FreePort;

/** A program between the sender and a plain reader, started for each sending, so that what it used is known when it ended. */
public final class Relay {

    private static final int END_SECONDS = 20;

    private final Ground ground;
    private final int port;
    private final List<String> command = new ArrayList<>();

    /** @param command of the port on which it is to listen */
    public Relay(Ground ground, Command command) throws IOException {
        this.ground = ground;
        this.port = FreePort.any();
        this.command.add(ground.natives().path("used"));
        this.command.addAll(command.of(port));
    }

    /** How it is told a port. */
    @FunctionalInterface
    public interface Command {
        List<String> of(int port) throws IOException;
    }

    /** Has the plain reader read all through it. */
    public Measured drain() throws Exception {
        Process relay =
                new ProcessBuilder(command).redirectOutput(Redirect.DISCARD).start();
        try {
            Listening.await(port);
            Measured reader = Measured.run(ground.natives().path("drain"), Integer.toString(port));
            // Process.destroy would close the stream with what it used.
            relay.toHandle().destroy();
            if (!relay.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(command + " does not end");
            }
            Answer used = new Answer(lastLine(new String(relay.getErrorStream().readAllBytes(), UTF_8)));
            return reader.and(used.number("cpu") / 1e6, used.number("rss"));
        } finally {
            relay.destroyForcibly();
        }
    }

    private static String lastLine(String text) {
        return text.strip().substring(text.strip().lastIndexOf('\n') + 1);
    }
}
