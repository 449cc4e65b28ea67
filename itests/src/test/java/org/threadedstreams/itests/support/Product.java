package org.threadedstreams.itests.support;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.hamcrest.Matchers;
import org.ops4j.pax.exam.Option;

/**
 * The assembled distribution as options of Pax Exam: its bundles at their start levels, its transports, its framework
 * properties and its logging, on a home folder that is this test class's own.
 *
 * <p>Used outside the container, before it starts.
 */
public final class Product {

    private static final Path DISTRIBUTION = folder("tstreams.distribution");
    private static final Path HOMES = folder("tstreams.homes");
    private static final Pattern START_LEVEL = Pattern.compile("felix\\.auto\\.(?:start|install)\\.(\\d+)");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([\\w.]+)\\}");
    private static final String EXTRA_PACKAGES = "org.osgi.framework.system.packages.extra";

    /** How long Pax Exam waits for the tests to come up in the container. */
    private static final String PROBE_MILLIS = "60000";

    private final Path home;
    private final Properties settings;

    private Product(Class<?> test) throws IOException {
        home = freshHome(test);
        settings = new Properties();
        try (Reader reader = Files.newBufferedReader(DISTRIBUTION.resolve("conf/framework.properties"))) {
            settings.load(reader);
        }
        settings.setProperty("tstreams.home", home.toString());
        settings.setProperty("tstreams.distribution", DISTRIBUTION.toString());
        settings.setProperty(
                "org.ops4j.pax.logging.StaticLogbackFile",
                DISTRIBUTION.resolve("conf/logback.xml").toString());
    }

    /** The product, and what tests in the container need beside it. */
    public static Option forTest(Class<?> test) {
        try {
            Product product = new Product(test);
            return composite(
                    product.settings(),
                    product.bundles(),
                    junitBundles(),
                    jarOf(Matchers.class),
                    jarOf(Awaitility.class),
                    jarOf(ByteBuddy.class),
                    jarOf(Assertions.class));
        } catch (IOException e) {
            throw new AssertionError("the distribution " + DISTRIBUTION + " is not there; run mvn verify", e);
        }
    }

    /** The home folder of a test class. */
    public static Path home(Class<?> test) {
        return HOMES.resolve(test.getSimpleName());
    }

    static Path bundleFolder() {
        return DISTRIBUTION.resolve("bundle");
    }

    private static Path freshHome(Class<?> test) throws IOException {
        Path home = home(test);
        if (Files.exists(home)) {
            try (Stream<Path> old = Files.walk(home)) {
                for (Path path : old.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(path);
                }
            }
        }
        for (String folder : List.of("etc", "deploy", "secrets", "data")) {
            Files.createDirectories(home.resolve(folder));
        }
        // Any free ports, so that no other gateway is in the way.
        Files.writeString(home.resolve("etc/bridge.cfg"), "port = 0\n");
        Files.writeString(home.resolve("etc/web.cfg"), "port = 0\n");
        // One that the search at the end of the build knows: see the test kit's Planted.
        Path token = Files.writeString(home.resolve("data/token"), "q7VxZ2kWn9Tj4RbMtoken");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        return home;
    }

    private Option settings() {
        List<Option> options = new ArrayList<>();
        // The logging configuration reads it.
        options.add(systemProperty("tstreams.home").value(home.toString()));
        options.add(systemProperty("pax.exam.service.timeout").value(PROBE_MILLIS));
        for (String key : settings.stringPropertyNames()) {
            String value = substituted(settings.getProperty(key));
            if (key.equals(EXTRA_PACKAGES)) {
                options.add(systemPackages(value.split(",")));
            } else if (!key.startsWith("felix.auto.") && !key.startsWith("org.osgi.framework.st")) {
                options.add(frameworkProperty(key).value(value));
            }
        }
        return composite(options.toArray(Option[]::new));
    }

    /** The bundles that {@code run} starts; those of the interactive shell are at a level that it does not reach. */
    private Option bundles() throws IOException {
        int reached = Integer.parseInt(settings.getProperty("org.osgi.framework.startlevel.beginning"));
        try (Stream<Path> jars = Files.list(bundleFolder())) {
            List<Option> options = new ArrayList<>();
            for (Path jar : jars.sorted().toList()) {
                int level = startLevel(jar);
                if (level <= reached) {
                    options.add(
                            bundle("reference:" + jar.toUri()).startLevel(level).start(!isFragment(jar)));
                }
            }
            return composite(options.toArray(Option[]::new));
        }
    }

    private static boolean isFragment(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes().getValue("Fragment-Host") != null;
        }
    }

    private int startLevel(Path jar) {
        String url = "${tstreams.bundles}" + jar.getFileName();
        for (String key : settings.stringPropertyNames()) {
            Matcher level = START_LEVEL.matcher(key);
            if (level.matches()
                    && List.of(settings.getProperty(key).split("\\s+")).contains(url)) {
                return Integer.parseInt(level.group(1));
            }
        }
        return Integer.parseInt(settings.getProperty("felix.auto.deploy.startlevel"));
    }

    private String substituted(String value) {
        return VARIABLE.matcher(value)
                .replaceAll(name -> Matcher.quoteReplacement(settings.getProperty(name.group(1), name.group())));
    }

    private static Option jarOf(Class<?> type) {
        return bundle("reference:" + type.getProtectionDomain().getCodeSource().getLocation());
    }

    private static Path folder(String property) {
        return Path.of(System.getProperty(property)).toAbsolutePath().normalize();
    }
}
