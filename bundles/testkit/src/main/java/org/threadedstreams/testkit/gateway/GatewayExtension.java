package org.threadedstreams.testkit.gateway;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.client.Streams;
import org.threadedstreams.client.ThreadedStream;

/**
 * Runs a real gateway for the tests of a program that uses one: the distribution as a child process, on a temporary
 * home folder and free ports.
 *
 * <pre>{@code
 * class SelfTestTest {
 *     @RegisterExtension
 *     static final GatewayExtension GATEWAY = GatewayExtension.gateway()
 *             .stream("lab", "transport = tcp", "host = 127.0.0.1", "port = 7001");
 *
 *     @Test
 *     void theSelfTestPasses(@FromStream("lab") ThreadedStream lab) throws Exception {
 *         lab.from(lab.write("selftest\n")).readUntil("Completed.", Duration.ofSeconds(10));
 *     }
 * }
 * }</pre>
 *
 * <p>In a static field there is one gateway for the class and its nested classes, in an instance field one for each
 * test. Parameters: {@link Gateway}; {@link Streams}, a connection that is closed after the test; {@link
 * ThreadedStream} with {@link FromStream}. They work in tests, lifecycle methods and constructors.
 *
 * <p>A gateway that does not become ready fails the class, or the test, with what the gateway printed. A test that
 * fails has the gateway's log since the test began, at most its last 64 KiB, as a suppressed exception of its failure.
 * Home and log are deleted when the gateway ends. The gateway also ends when the JVM of the tests is killed.
 *
 * <p>Which distribution it is, {@link Distribution} says. Needs JUnit 5.13 or newer and {@code /bin/sh}. A class has
 * at most one extension of this type, because parameters do not say which one they mean.
 *
 * <p>The configuring methods are called before the tests, by one thread, and return this.
 */
public final class GatewayExtension
        implements BeforeAllCallback,
                BeforeEachCallback,
                ParameterResolver,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {

    private static final Namespace NAMESPACE = Namespace.create(GatewayExtension.class);

    private final List<HomeContent> contents = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private Duration startTimeout = Duration.ofSeconds(60);

    /** Something that is written into a new home before the gateway starts. */
    private interface HomeContent {
        void writeTo(HomeFolder home) throws IOException;
    }

    /** A gateway and the folder that ends with it. The store closes it at the end of the class or test. */
    private record Running(HomeFolder home, GatewayProcess process, Gateway gateway) implements AutoCloseable {

        @Override
        public void close() throws IOException, InterruptedException {
            try {
                process.stop();
            } finally {
                Folders.delete(home.parent());
            }
        }
    }

    private record Key(GatewayExtension extension, String what) {}

    private GatewayExtension() {}

    /** A gateway without streams. */
    public static GatewayExtension gateway() {
        return new GatewayExtension();
    }

    /**
     * Adds a stream: {@code etc/stream-<name>.cfg}.
     *
     * @param lines such as {@code "transport = tcp"}
     */
    public GatewayExtension stream(String name, String... lines) {
        String[] copy = lines.clone();
        return with(home -> home.stream(name, copy));
    }

    /** Adds a secret: {@code secrets/<name>}, for {@code $[secret:name]} in a stream's lines. */
    public GatewayExtension secret(String name, String value) {
        return with(home -> home.secret(name, value));
    }

    /** Adds a file to the home, such as {@code etc/journal.cfg}. */
    public GatewayExtension file(String path, String text) {
        return with(home -> home.file(path, text));
    }

    /** Adds a bundle to the folder {@code deploy}, such as a transport of your own. */
    public GatewayExtension deploy(Path jar) {
        return with(home -> home.deploy(jar));
    }

    /**
     * Sets a variable of the gateway's environment. {@code JAVA_OPTS}, if nobody sets it, makes the gateway start fast
     * at the cost of throughput.
     */
    public GatewayExtension environment(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** How long the gateway may take to become ready; 60 s unless set. */
    public GatewayExtension startTimeout(Duration timeout) {
        startTimeout = timeout;
        return this;
    }

    private GatewayExtension with(HomeContent content) {
        contents.add(content);
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        runningOrStarted(context);
        rememberPosition(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        runningOrStarted(context);
        rememberPosition(context);
    }

    private void runningOrStarted(ExtensionContext context) throws IOException, InterruptedException {
        // The store also has what the enclosing contexts have: the gateway of the class.
        if (context.getStore(NAMESPACE).get(new Key(this, "gateway")) == null) {
            context.getStore(NAMESPACE).put(new Key(this, "gateway"), started());
        }
    }

    private Running started() throws IOException, InterruptedException {
        HomeFolder home = HomeFolder.create();
        try {
            for (HomeContent content : contents) {
                content.writeTo(home);
            }
        } catch (IOException | RuntimeException failure) {
            Folders.delete(home.parent());
            throw failure;
        }
        GatewayProcess process = new GatewayProcess(home, environment, startTimeout);
        Running running = new Running(home, process, new Gateway(home, process));
        try {
            process.start();
            return running;
        } catch (IOException | InterruptedException | RuntimeException failure) {
            running.close();
            throw failure;
        }
    }

    private void rememberPosition(ExtensionContext context) throws IOException {
        context.getStore(NAMESPACE)
                .put(new Key(this, "position"), running(context).process().position());
    }

    private Running running(ExtensionContext context) {
        Running running = context.getStore(NAMESPACE).get(new Key(this, "gateway"), Running.class);
        if (running == null) {
            throw new IllegalStateException(
                    "there is no gateway yet: for a constructor or @BeforeAll, GatewayExtension belongs in a static field");
        }
        return running;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Gateway.class
                || type == Streams.class
                || type == ThreadedStream.class && parameter.isAnnotated(FromStream.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        try {
            if (type == Gateway.class) {
                return running(context).gateway();
            }
            if (type == Streams.class) {
                return streams(context);
            }
            return handle(parameter.findAnnotation(FromStream.class).orElseThrow(), context);
        } catch (IOException | StreamException | RuntimeException e) {
            throw new ParameterResolutionException("parameter " + parameter.getParameter() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ParameterResolutionException("interrupted", e);
        }
    }

    /** The connection of a test or class, closed by its store. */
    private Streams streams(ExtensionContext context) throws IOException {
        // By the context's id, because the store would also find a connection of the class, which may have ended.
        Key key = new Key(this, "streams of " + context.getUniqueId());
        Streams there = context.getStore(NAMESPACE).get(key, Streams.class);
        if (there != null) {
            return there;
        }
        Streams streams = running(context).gateway().connect();
        context.getStore(NAMESPACE).put(key, streams);
        return streams;
    }

    private ThreadedStream handle(FromStream wanted, ExtensionContext context)
            throws IOException, StreamException, InterruptedException {
        if (wanted.open()) {
            running(context).gateway().awaitOpen(wanted.value());
        }
        ThreadedStream handle = streams(context).attach(wanted.value(), Charset.forName(wanted.charset()));
        return wanted.from().equals("latest") ? handle : handle.from(wanted.from());
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLog(context, failure);
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLog(context, failure);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLog(context, failure);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLog(context, failure);
    }

    @Override
    public void handleAfterAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLog(context, failure);
    }

    private Throwable withLog(ExtensionContext context, Throwable failure) {
        if (failure instanceof TestAbortedException) {
            return failure;
        }
        try {
            GatewayProcess process = running(context).process();
            Long position = context.getStore(NAMESPACE).get(new Key(this, "position"), Long.class);
            failure.addSuppressed(new GatewayLog("the gateway's log since this test began; " + process.condition()
                    + ":\n" + process.since(position == null ? 0 : position)));
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }
}
