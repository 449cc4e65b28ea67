package org.threadedstreams.benchmarks.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.threadedstreams.client.Streams;

/**
 * Connects to the suite, and does one command at a time: a line of words, answered by one or more lines of {@code
 * name=value}.
 *
 * <p>Its commands run on a thread of its own.
 */
@Component(
        service = {},
        immediate = true)
public final class Probe {

    /** The variable of the gateway's environment that has the suite's port. */
    public static final String PORT = "TSTREAMS_BENCHMARK_PORT";

    private final Commands commands;
    private final Socket suite;

    @Activate
    public Probe(@Reference Vertx vertx, @Reference Streams streams) throws IOException {
        suite = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(System.getenv(PORT)));
        suite.setTcpNoDelay(true);
        commands = new Commands(vertx, streams);
        Thread thread = new Thread(this::run, "benchmark-probe");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(suite.getInputStream(), UTF_8));
                PrintStream out = new PrintStream(suite.getOutputStream(), true, UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                answer(line, out);
            }
        } catch (IOException e) {
            // The suite is gone, and with it whoever would want to know.
            return;
        }
    }

    private void answer(String line, PrintStream out) {
        try {
            commands.run(List.of(line.split(" ")), out);
        } catch (Exception e) {
            out.println("error=" + e.toString().replaceAll("\\s+", "_"));
        }
    }

    @Deactivate
    void deactivate() throws IOException {
        suite.close();
    }
}
