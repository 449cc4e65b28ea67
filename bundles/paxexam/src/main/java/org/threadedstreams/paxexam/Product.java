package org.threadedstreams.paxexam;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.options.UrlProvisionOption;
import org.threadedstreams.api.gateway.GatewayPart;

/** A distribution's bundles and framework properties, as options of Pax Exam. */
final class Product {

    private static final Pattern START_LEVEL = Pattern.compile("felix\\.auto\\.(?:start|install)\\.(\\d+)");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([\\w.]+)\\}");
    private static final Pattern SET_BY_PAX_EXAM =
            Pattern.compile("org\\.osgi\\.framework\\.(?:startlevel|storage)\\..*|org\\.osgi\\.framework\\.storage");
    private static final String EXTRA_PACKAGES = "org.osgi.framework.system.packages.extra";
    private static final String TRANSPORTS = "transports";

    /** How long Pax Exam waits for the tests to come up in the container. */
    private static final String PROBE_MILLIS = "60000";

    private final Path distribution;
    private final Path home;
    private final Set<Transports> transports;
    private final Properties settings = new Properties();

    Product(Path distribution, Path home, Set<Transports> transports) throws IOException {
        this.distribution = distribution;
        this.home = home;
        this.transports = transports;
        try (Reader reader = Files.newBufferedReader(distribution.resolve("conf/framework.properties"))) {
            settings.load(reader);
        }
        settings.setProperty(GatewayPart.HOME, home.toString());
        settings.setProperty("tstreams.distribution", distribution.toString());
        settings.setProperty(
                "org.ops4j.pax.logging.StaticLogbackFile",
                distribution.resolve("conf/logback.xml").toString());
        restrictTransports();
    }

    private void restrictTransports() throws IOException {
        if (transports.size() == Transports.values().length) {
            return;
        }
        Path some = Files.createDirectories(home.resolve(TRANSPORTS));
        for (Transports any : Transports.values()) {
            // Those of an earlier test on the same home folder.
            Files.deleteIfExists(some.resolve(any.fileName()));
        }
        for (Transports transport : transports) {
            String name = transport.fileName();
            Files.copy(
                    distribution.resolve(TRANSPORTS).resolve(name),
                    some.resolve(name),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        settings.computeIfPresent(
                "felix.fileinstall.dir",
                (key, folders) ->
                        ((String) folders).replace("${tstreams.distribution}/" + TRANSPORTS, some.toString()));
    }

    Option[] options() throws IOException {
        List<Option> options = new ArrayList<>();
        addSettings(options);
        addBundles(options);
        options.add(junitBundles());
        // The guard, once the product's bundles are there and before the tests.
        options.add(jarOf(Product.class).startLevel(startLevelReached()));
        return options.toArray(Option[]::new);
    }

    private void addSettings(List<Option> options) {
        // The logging configuration reads it.
        options.add(systemProperty(GatewayPart.HOME).value(home.toString()));
        options.add(systemProperty("pax.exam.service.timeout").value(PROBE_MILLIS));
        for (Map.Entry<Object, Object> setting : settings.entrySet()) {
            String key = (String) setting.getKey();
            String value = substituted((String) setting.getValue());
            if (key.equals(EXTRA_PACKAGES)) {
                options.add(systemPackages(value.split(",")));
            } else if (!key.startsWith("felix.auto.")
                    && !SET_BY_PAX_EXAM.matcher(key).matches()) {
                options.add(frameworkProperty(key).value(value));
            }
        }
    }

    /** The bundles that {@code tstreams run} starts; those of the interactive shell are at a level that it does not reach. */
    private void addBundles(List<Option> options) throws IOException {
        try (Stream<Path> jars = Files.list(distribution.resolve("bundle"))) {
            for (Path jar : jars.sorted().toList()) {
                int level = startLevel(jar);
                if (level <= startLevelReached()) {
                    options.add(
                            bundle("reference:" + jar.toUri()).startLevel(level).start(!isFragment(jar)));
                }
            }
        }
    }

    private int startLevelReached() {
        return number("org.osgi.framework.startlevel.beginning");
    }

    private int number(String key) {
        return Integer.parseInt(settings.getProperty(key));
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
        return number("felix.auto.deploy.startlevel");
    }

    private String substituted(String value) {
        return VARIABLE.matcher(value)
                .replaceAll(name -> Matcher.quoteReplacement(settings.getProperty(name.group(1), name.group())));
    }

    private static UrlProvisionOption jarOf(Class<?> type) {
        return bundle("reference:" + type.getProtectionDomain().getCodeSource().getLocation());
    }
}
