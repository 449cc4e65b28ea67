package org.threadedstreams.itests.support;

import aQute.bnd.osgi.Builder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;
import org.threadedstreams.testkit.gateway.Distribution;

/**
 * Makes bundles of Java source against the shipped ones, as somebody does who has only those.
 *
 * <p>Used outside the container.
 */
public final class BundleCompiler {

    private final Path folder;
    private final List<File> libraries;

    /**
     * @param home of the gateway that shall find the bundles
     */
    public BundleCompiler(Path home) throws IOException {
        this.folder = Files.createDirectories(home.resolve(Gateway.JARS));
        try (Stream<Path> shipped = Files.list(Distribution.folder().resolve("bundle"))) {
            libraries = Stream.concat(shipped.map(Path::toFile), Stream.of(jar(Component.class), jar(Designate.class)))
                    .toList();
        }
    }

    private static File jar(Class<?> type) {
        return new File(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    /** The Java file that the README has as a snippet of that name. */
    public static String readme(String file) throws IOException {
        Matcher snippet = Pattern.compile("```java " + Pattern.quote(file) + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of(System.getProperty("tstreams.readme"))));
        if (!snippet.find()) {
            throw new AssertionError("the README has no snippet " + file);
        }
        return snippet.group(1);
    }

    /** The source of the transport that the archetype makes, in a package of that name; its streams are those of {@code unix}. */
    public static Map<String, String> transport(String packageName) throws IOException {
        String template = Files.readString(Path.of(System.getProperty("tstreams.archetype"))
                .resolve("src/main/java/__className__StreamProvider.java"));
        return Map.of(
                packageName + "/UnixStreamProvider.java",
                template.replace("${package}", packageName)
                        .replace("${className}", "Unix")
                        .replace("${transport}", "unix"));
    }

    /**
     * Makes a bundle.
     *
     * @param name the symbolic name, and the one package that goes into the bundle
     * @param sources files by path; those of other packages are only there to be compiled against
     * @param copied packages of the gateway that are packed into the bundle too, as bnd's {@code Private-Package} has them
     * @return {@code <name>-<version>.jar} in the folder
     */
    public Path bundle(String name, String version, Map<String, String> sources, String... copied) throws Exception {
        Path classes = compile(folder.resolve(name), sources);
        Path made = folder.resolve(name + "-" + version + ".jar");
        try (Builder builder = new Builder()) {
            builder.addClasspath(classes.toFile());
            for (File library : libraries) {
                builder.addClasspath(library);
            }
            builder.setBundleSymbolicName(name);
            builder.setBundleVersion(version);
            builder.setPrivatePackage(String.join(
                    ",", Stream.concat(Stream.of(name), Stream.of(copied)).toList()));
            builder.setImportPackage((copied.length == 0 ? "" : "!org.threadedstreams.*,")
                    + "org.jspecify.annotations;resolution:=optional,*");
            builder.build().write(made.toFile());
            if (!builder.isOk()) {
                throw new AssertionError(builder.getErrors());
            }
        }
        return made;
    }

    private Path compile(Path into, Map<String, String> sources) throws IOException {
        Path classes = Files.createDirectories(into.resolve("classes"));
        List<String> arguments = new ArrayList<>(
                List.of("-proc:none", "-nowarn", "--release", "17", "-d", classes.toString(), "-cp", path(libraries)));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = into.resolve(source.getKey());
            Files.createDirectories(file.getParent());
            arguments.add(Files.writeString(file, source.getValue()).toString());
        }
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        if (result != 0) {
            throw new AssertionError(sources.keySet() + " does not compile; see above");
        }
        return classes;
    }

    private static String path(List<File> files) {
        return files.stream().map(File::getPath).collect(Collectors.joining(File.pathSeparator));
    }
}
