package org.threadedstreams.itests.support;

import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.rules.ExternalResource;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Addresses;

/**
 * The running gateway, as its operator and its consumers see it: files in its home, and addresses on its bus. What a test
 * configures or opens through it is removed and closed after the test.
 *
 * <p>The rule's own methods are for one thread; the others are safe for many.
 */
public final class Gateway extends ExternalResource {

    /** Where in the home {@link BundleCompiler} leaves what it makes. */
    static final String JARS = "jars";

    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private Path home;
    private EventBus bus;

    @Override
    protected void before() {
        home = Path.of(System.getProperty("tstreams.home"));
        bus = Services.await(EventBus.class);
        Awaitility.await().atMost(Deadlines.SHORT).ignoreExceptions().until(() -> list() != null);
    }

    @Override
    protected void after() {
        AssertionError failed = null;
        while (!closing.isEmpty()) {
            try {
                closing.pop().close();
            } catch (Exception e) {
                failed = new AssertionError("something that the test opened does not close", e);
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    /** Closes that after the test; last opened, first closed. */
    public synchronized <C extends AutoCloseable> C closing(C resource) {
        closing.push(resource);
        return resource;
    }

    public EventBus bus() {
        return bus;
    }

    /** A stream by name, whether it is configured yet or not. Its file is removed after the test. */
    public StreamUnderTest stream(String name) {
        return closing(new StreamUnderTest(name, this));
    }

    /** The state objects of all streams. */
    public List<JsonObject> list() throws Exception {
        JsonArray all =
                this.<JsonArray>request(Addresses.LIST, new JsonObject()).body();
        return all.stream().map(JsonObject.class::cast).toList();
    }

    /** Collects what is published on an address from now on. */
    public Published published(String address) throws Exception {
        return closing(new Published(bus, address));
    }

    /**
     * Requests and waits for the reply.
     *
     * @throws StreamException if the request failed as a stream's requests do
     */
    <T> Message<T> request(String address, Object body) throws Exception {
        return await(bus.request(address, body));
    }

    static <T> T await(Future<T> reply) throws Exception {
        try {
            return reply.toCompletionStage().toCompletableFuture().get(Deadlines.LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause().getCause() instanceof StreamException failure ? failure : e;
        }
    }

    public Path home() {
        return home;
    }

    /** Everything that was logged since the gateway started. */
    public String log() throws IOException {
        return Files.readString(home.resolve("data/log/gateway.log"));
    }

    /** Waits for a line of the log that has all of these. */
    public String awaitLog(String... parts) {
        return Awaitility.await("a line of the log with " + List.of(parts))
                .atMost(Deadlines.SHORT)
                .until(
                        () -> log().lines()
                                .filter(line -> hasAll(line, parts))
                                .findFirst()
                                .orElse(null),
                        Objects::nonNull);
    }

    private static boolean hasAll(String line, String... parts) {
        return Stream.of(parts).allMatch(line::contains);
    }

    /** Writes a secret of that name. */
    public void secret(String name, String value) throws IOException {
        write(home.resolve("secrets").resolve(name), value + "\n");
    }

    /**
     * Puts a bundle that {@link BundleCompiler} made into {@code deploy/}, or in place of an older one. It is taken out after
     * the test.
     */
    public void deploy(String name, String version) throws IOException {
        Path made = home.resolve(JARS).resolve(name + "-" + version + ".jar");
        put(Files.copy(made, home.resolve("data").resolve(name)), deployed(name));
        closing(() -> {
            undeploy(name);
            Bundles.awaitGone(name);
        });
    }

    /** Takes a bundle out of {@code deploy/}. */
    public void undeploy(String name) throws IOException {
        Files.deleteIfExists(deployed(name));
    }

    private Path deployed(String name) {
        return home.resolve("deploy").resolve(name + ".jar");
    }

    void write(Path file, String text) throws IOException {
        put(Files.writeString(home.resolve("data").resolve(file.getFileName()), text), file);
    }

    /** By a rename, as an editor or a package manager should, so that nobody sees half a file. */
    private static void put(Path whole, Path where) throws IOException {
        Files.move(whole, where, StandardCopyOption.ATOMIC_MOVE);
    }
}
