package org.threadedstreams.paxexam;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ops4j.pax.exam.ConfigurationManager;
import org.ops4j.pax.exam.Constants;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.options.CompositeOption;
import org.threadedstreams.testkit.gateway.Distribution;

/**
 * The gateway as one option of Pax Exam: the distribution's bundles, at their start levels, with its framework properties and
 * its logging, in the test's framework; on a home folder of its own, its bridge and its page on any free ports.
 *
 * <p>A test of the class runs once every bundle in {@code deploy/} is started, every component in them is satisfied, and every
 * stream that was given here answers and has its transport. Otherwise each test fails, within seconds, with a sentence that
 * names the cause and the remedy.
 *
 * <p>{@code EventBus}, {@code Vertx} and {@code Streams} are OSGi services: declare a field of that type in the test class with
 * {@code @Inject}.
 *
 * <p>Immutable: each method returns another option. Used outside the container, in the method with {@code @Configuration}.
 */
public final class ThreadedStreams implements CompositeOption {

    private final @Nullable Path home;
    private final Map<String, String> files;
    private final List<Path> bundles;
    private final Set<Transports> transports;
    private Option @Nullable [] options;

    private ThreadedStreams(
            @Nullable Path home, Map<String, String> files, List<Path> bundles, Set<Transports> transports) {
        this.home = home;
        this.files = files;
        this.bundles = bundles;
        this.transports = transports;
    }

    /** The gateway with all of its transports and no stream. */
    public static ThreadedStreams gateway() {
        return new ThreadedStreams(null, Map.of(), List.of(), EnumSet.allOf(Transports.class));
    }

    /**
     * With a stream: the file {@code etc/stream-<name>.cfg}.
     *
     * @param lines the lines of that file, such as {@code transport = tcp}
     */
    public ThreadedStreams stream(String name, String... lines) {
        return file(GatewayHome.streamFile(name), String.join("\n", lines) + "\n");
    }

    /** With a secret: the file {@code secrets/<name>}, for {@code $[secret:<name>]} in a stream's lines. */
    public ThreadedStreams secret(String name, String value) {
        return file("secrets/" + name, value + "\n");
    }

    /**
     * With a file of that content.
     *
     * @param path relative to the home folder, such as {@code etc/journal.cfg}
     */
    public ThreadedStreams file(String path, String text) {
        Map<String, String> more = new LinkedHashMap<>(files);
        more.put(path, text);
        return new ThreadedStreams(home, more, bundles, transports);
    }

    /**
     * With a bundle, which is copied into {@code deploy/} and started from there, as in production.
     *
     * @param jar a file that exists when the container starts
     */
    public ThreadedStreams deploy(Path jar) {
        List<Path> more = new ArrayList<>(bundles);
        more.add(jar);
        return new ThreadedStreams(home, files, more, transports);
    }

    /** With these of the distribution's transports and no others. */
    public ThreadedStreams with(Transports... only) {
        Set<Transports> some = EnumSet.noneOf(Transports.class);
        some.addAll(Arrays.asList(only));
        return new ThreadedStreams(home, files, bundles, some);
    }

    /**
     * On this home folder, whose content is kept. Unless called, it is a new folder in {@code target/}, or in the folder for
     * temporary files where there is no {@code target/}.
     */
    public ThreadedStreams home(Path folder) {
        return new ThreadedStreams(folder, files, bundles, transports);
    }

    /** Makes the home folder, on the first call; for Pax Exam. */
    @Override
    public synchronized Option[] getOptions() {
        Option[] made = options;
        if (made == null) {
            made = make();
            options = made;
        }
        return made.clone();
    }

    private Option[] make() {
        checkLogging();
        try {
            GatewayHome made = home == null ? GatewayHome.fresh() : GatewayHome.at(home);
            made.fill(files, bundles);
            return new Product(Distribution.folder(), made.folder(), transports).options();
        } catch (IOException e) {
            throw new UncheckedIOException("the test's gateway cannot be prepared: " + e, e);
        }
    }

    /** Pax Exam reads one file {@code exam.properties}, the first on the class path; a project's own hides that of this jar. */
    private static void checkLogging() {
        String logging = new ConfigurationManager().getProperty(Constants.EXAM_LOGGING_KEY, "not set");
        if (!Constants.EXAM_LOGGING_NONE.equals(logging)) {
            throw new IllegalStateException("Pax Exam's " + Constants.EXAM_LOGGING_KEY + " is " + logging
                    + ", and must be none, because the gateway brings its own logging; write "
                    + Constants.EXAM_LOGGING_KEY + " = none into your exam.properties (src/test/resources), or remove"
                    + " that file");
        }
    }
}
