package org.threadedstreams.benchmarks.bare;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/**
 * The framework alone, with all bundles of the distribution started and nothing configured: says so, and ends when its input does.
 */
public final class FelixJvm {

    private static final String FILE_INSTALL = "fileinstall";
    private static final String LIBRARY = "pax-logging";

    private FelixJvm() {}

    /** @param arguments the distribution, a folder for the framework, and {@code fileinstall} to start that one too */
    public static void main(String[] arguments) throws Exception {
        Path distribution = Path.of(arguments[0]);
        Path home = Path.of(arguments[1]);
        boolean fileInstall = arguments.length > 2 && arguments[2].equals(FILE_INSTALL);
        System.setProperty("tstreams.home", home.toString());
        // Where the gateway has a log file.
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        System.setErr(System.out);
        Framework framework = new FrameworkFactory().newFramework(settings(distribution, home));
        framework.init();
        List<Bundle> bundles = new ArrayList<>();
        for (Path jar : jars(distribution, fileInstall)) {
            Bundle bundle =
                    framework.getBundleContext().installBundle(jar.toUri().toString());
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundles.add(bundle);
            }
        }
        framework.start();
        for (Bundle bundle : bundles) {
            bundle.start();
        }
        out.println("ready=" + System.nanoTime());
        while (System.in.read() >= 0) {
            continue;
        }
        Runtime.getRuntime().halt(0);
    }

    private static Map<String, String> settings(Path distribution, Path home) {
        Map<String, String> settings = new HashMap<>();
        settings.put(Constants.FRAMEWORK_STORAGE, home.resolve("cache").toString());
        settings.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        settings.put("tstreams.home", home.toString());
        settings.put("felix.cm.pm", "memory");
        settings.put("felix.fileinstall.dir", distribution.resolve("transports") + "," + home.resolve("deploy"));
        settings.put(
                "org.ops4j.pax.logging.property.file",
                distribution.resolve("conf/logback.xml").toString());
        return settings;
    }

    /** Logging first; without the shell, as the gateway; the transports last. */
    private static List<Path> jars(Path distribution, boolean fileInstall) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String folder : List.of("bundle", "transports")) {
            try (Stream<Path> files = Files.list(distribution.resolve(folder))) {
                files.filter(file -> wanted(file.toFile(), fileInstall))
                        .sorted()
                        .forEach(jars::add);
            }
        }
        jars.sort((a, b) -> Boolean.compare(isLogging(b), isLogging(a)));
        return jars;
    }

    private static boolean isLogging(Path jar) {
        return jar.getFileName().toString().startsWith(LIBRARY);
    }

    private static boolean wanted(File jar, boolean fileInstall) {
        String name = jar.getName();
        return name.endsWith(".jar")
                && !name.contains("gogo")
                && !name.contains("jline")
                && !name.contains("shell")
                && (fileInstall || !name.contains(FILE_INSTALL));
    }
}
