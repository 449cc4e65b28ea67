package org.threadedstreams.testkit.gateway;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.threadedstreams.client.Streams;

/**
 * The gateway of a test, a child process: a parameter that {@link GatewayExtension} resolves. What is done here is
 * what a person or a script would do to a real one.
 *
 * <p>Safe from any thread.
 */
public final class Gateway {

    private static final Duration OPEN_LIMIT = Duration.ofSeconds(30);

    private final HomeFolder home;
    private final GatewayProcess process;
    private final StreamStates states;

    Gateway(HomeFolder home, GatewayProcess process) {
        this.home = home;
        this.process = process;
        states = new StreamStates(home.folder());
    }

    /** The gateway's home folder, with {@code etc}, {@code deploy}, {@code secrets} and {@code data}. */
    public Path home() {
        return home.folder();
    }

    /**
     * The process that runs now.
     *
     * @throws IllegalStateException if none does
     */
    public long pid() {
        return process.pid();
    }

    /** All that the gateway has printed since it was first started: its log, and what else went to its output. */
    public String log() throws IOException {
        return process.all();
    }

    /**
     * A connection to the gateway, which the caller closes. A test parameter of type {@link Streams} is one that is
     * closed after the test, and ends when the gateway is killed.
     */
    public Streams connect() throws IOException {
        return Streams.connect(home.folder());
    }

    /**
     * Adds a stream, or edits it, by writing {@code etc/stream-<name>.cfg}. Returns when a running gateway has read
     * the file, which takes up to some three seconds; the stream need not be open by then.
     *
     * @param lines such as {@code "transport = tcp"}
     */
    public void stream(String name, String... lines) throws IOException, InterruptedException {
        if (home.hasStream(name, lines)) {
            return;
        }
        if (!process.running()) {
            home.stream(name, lines);
            return;
        }
        long before = states.changed(name);
        home.stream(name, lines);
        states.awaitChange(name, before);
    }

    /**
     * Removes a stream by deleting its file; its journal stays. Returns when a running gateway has closed the stream.
     *
     * @throws IllegalArgumentException if there is no such file
     */
    public void removeStream(String name) throws IOException, InterruptedException {
        if (!home.removeStream(name)) {
            throw new IllegalArgumentException(
                    "there is no file of a stream " + name + " in " + home.folder() + "/etc");
        }
        if (process.running()) {
            states.awaitState(name, "closed", OPEN_LIMIT);
        }
    }

    /** Writes {@code secrets/<name>}, for {@code $[secret:name]}. */
    public void secret(String name, String value) throws IOException {
        home.secret(name, value);
    }

    /**
     * Writes a file of the home, such as {@code etc/journal.cfg}, by rename. Does not wait until the gateway reads
     * it.
     */
    public void file(String path, String text) throws IOException {
        home.file(path, text);
    }

    /** Puts a bundle into {@code deploy}, or replaces it. Does not wait until the gateway has started it. */
    public void deploy(Path jar) throws IOException {
        home.deploy(jar);
    }

    /** A stream's state object, as {@code streams.list} has it; empty if there is no such stream. */
    public Map<String, Object> state(String stream) throws IOException, InterruptedException {
        return states.of(stream);
    }

    /**
     * Waits until a stream is open, for at most 30 s; 5 s if there is no such stream, or its configuration is bad.
     *
     * @throws IllegalStateException if it is not; with its state and the reason
     */
    public void awaitOpen(String stream) throws IOException, InterruptedException {
        awaitState(stream, "open", OPEN_LIMIT);
    }

    /**
     * Waits until a stream is in a state, such as {@code backoff}.
     *
     * @throws IllegalStateException if it is not within the time; with its state and the reason
     */
    public void awaitState(String stream, String state, Duration timeout) throws IOException, InterruptedException {
        states.awaitState(stream, state, timeout);
    }

    /** Ends the gateway as {@code kill -9} does. Every connection to it ends. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    /** Stops the gateway by SIGTERM. Every connection to it ends. */
    public void stop() throws InterruptedException {
        process.stop();
    }

    /**
     * Starts the gateway again after {@link #kill} or {@link #stop}, on the same home, and waits until it is ready.
     * Its ports differ; connect anew by {@link #connect}.
     *
     * @throws IllegalStateException if it runs, or does not become ready; with what it printed
     */
    public void start() throws IOException, InterruptedException {
        process.start();
    }
}
