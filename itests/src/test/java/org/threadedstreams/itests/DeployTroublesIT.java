package org.threadedstreams.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.awaitility.Awaitility;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.threadedstreams.itests.peer.UnixPeer;
import org.threadedstreams.itests.support.BundleCompiler;
import org.threadedstreams.itests.support.Bundles;
import org.threadedstreams.itests.support.GatewayTest;
import org.threadedstreams.itests.support.StreamUnderTest;

/** What the log says of bundles that do not work, within 5 s after their file came. */
public class DeployTroublesIT extends GatewayTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int FUTURE_CLASS_FILE = 99;

    private static final String LONELY = """
            package lonely;
            import java.util.concurrent.Callable;
            import java.util.function.Supplier;
            import org.osgi.service.component.annotations.*;
            @Component(service = Lonely.class)
            public class Lonely {
                @Reference Supplier<String> nobody;
                @Reference(target = "(colour=blue)") Callable<String> friend;
            }
            """;
    private static final String COMPANY = """
            package company;
            import java.util.concurrent.Callable;
            import java.util.function.Supplier;
            import org.osgi.service.component.annotations.*;
            @Component(property = "colour=blue")
            public class Company implements Supplier<String>, Callable<String> {
                public String get() { return "here"; }
                public String call() { return get(); }
            }
            """;
    private static final String UNTOLD = """
            package untold;
            import org.osgi.service.component.annotations.*;
            @Component(service = Untold.class, configurationPid = "untold", configurationPolicy = ConfigurationPolicy.REQUIRE)
            public class Untold {}
            """;
    private static final String BROKEN = """
            package broken;
            import org.osgi.service.component.annotations.*;
            @Component(service = {})
            public class Broken {
                public Broken() { throw new IllegalStateException("no port"); }
            }
            """;
    private static final String ACTIVATOR = """
            package acting;
            import org.osgi.framework.*;
            public class Acting implements BundleActivator {
                public void start(BundleContext context) throws Exception { throw new java.io.IOException("no disk"); }
                public void stop(BundleContext context) {}
            }
            """;

    private static final String BUNDLE_ACTIVATOR = """
            package org.osgi.framework;
            public interface BundleActivator {
                void start(BundleContext context) throws Exception;
                void stop(BundleContext context) throws Exception;
            }
            """;

    private Path jars;
    private int logged;

    @Override
    protected void prepare(Path home) throws Exception {
        BundleCompiler compiler = new BundleCompiler(home);
        Map<String, String> transport = BundleCompiler.transport("transport");
        Path one = compiler.bundle("transport", "1.0.0", transport);
        compiler.bundle("transport", "2.0.0", transport);
        compiler.bundle("lonely", "1.0.0", Map.of("lonely/Lonely.java", LONELY));
        compiler.bundle("company", "1.0.0", Map.of("company/Company.java", COMPANY));
        compiler.bundle("untold", "1.0.0", Map.of("untold/Untold.java", UNTOLD));
        Path broken = compiler.bundle("broken", "1.0.0", Map.of("broken/Broken.java", BROKEN));
        Path acting = compiler.bundle(
                "acting",
                "1.0.0",
                Map.of(
                        "acting/Acting.java", ACTIVATOR,
                        "org/osgi/framework/BundleContext.java",
                                "package org.osgi.framework; public interface BundleContext {}",
                        "org/osgi/framework/BundleActivator.java", BUNDLE_ACTIVATOR));
        Path made = one.getParent();
        Path api = Path.of(System.getProperty("tstreams.distribution"), "bundle", "threadedstreams-api.jar");
        Files.copy(api, made.resolve("api.jar"));
        Jar copied = Jar.read(one).with("Bundle-SymbolicName", "copied").without("org.threadedstreams.api");
        copied.entries.putAll(Jar.read(api).classes());
        copied.write(made.resolve("copied.jar"));
        Jar.read(acting).with("Bundle-Activator", "acting.Acting").write(made.resolve("acting.jar"));
        Jar.read(acting).with("Bundle-Activator", "acting.Acting").ofTheFuture().write(made.resolve("future.jar"));
        Jar.read(broken)
                .with("Bundle-SymbolicName", "future.component")
                .ofTheFuture()
                .write(made.resolve("future-component.jar"));
        Jar.read(broken)
                .with("Bundle-SymbolicName", "newest")
                .with("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"")
                .write(made.resolve("newest.jar"));
        Jar.read(broken).with("Bundle-SymbolicName", null).write(made.resolve("plain.jar"));
        Jar empty = new Jar(null, new TreeMap<>());
        empty.write(made.resolve("empty.jar"));
    }

    @Before
    public void begin() throws IOException {
        jars = gateway.home().resolve("jars");
        logged = lines().size();
    }

    private List<String> lines() throws IOException {
        return gateway.log().lines().toList();
    }

    /** Puts a file into the folder by a rename. It is taken out after the test. */
    private Path put(String made, String name) throws IOException {
        Path file = gateway.home().resolve("deploy").resolve(name);
        Path beside = Files.copy(
                jars.resolve(made), gateway.home().resolve("data").resolve(name), StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        gateway.closing(() -> remove(file));
        return file;
    }

    private void remove(Path file) throws IOException {
        Files.deleteIfExists(file);
        Awaitility.await("no bundle of " + file)
                .atMost(LIMIT)
                .until(() -> Arrays.stream(context().getBundles())
                        .noneMatch(bundle -> bundle.getLocation().endsWith("/" + file.getFileName())));
    }

    private static BundleContext context() {
        return FrameworkUtil.getBundle(DeployTroublesIT.class).getBundleContext();
    }

    /** The line of the log, of those since this test began, that has all of these, once it comes: within 5 s from now. */
    private String line(String... parts) {
        return Awaitility.await("a line of the log with " + List.of(parts))
                .pollInterval(Duration.ofMillis(50))
                .atMost(LIMIT)
                .until(() -> with(parts).findFirst().orElse(null), Objects::nonNull);
    }

    private Stream<String> with(String... parts) throws IOException {
        return lines().stream().skip(logged).filter(line -> Stream.of(parts).allMatch(line::contains));
    }

    private long warnings(String about) throws IOException {
        return with("WARN", about).count();
    }

    @Test
    public void aComponentThatNobodySatisfiesIsToldOnceAndSoIsThatItStarts() throws Exception {
        put("lonely-1.0.0.jar", "lonely.jar");
        line(
                "WARN",
                "deploy/lonely.jar: component lonely.Lonely is not started",
                "nobody offers the service java.util.function.Supplier (reference nobody)",
                "nobody offers the service java.util.concurrent.Callable with (colour=blue) (reference friend",
                "; deploy bundles that register them");
        put("company-1.0.0.jar", "company.jar");
        line("INFO", "deploy/lonely.jar: component lonely.Lonely is started");
        assertThat(warnings("lonely.jar")).isEqualTo(1);
    }

    @Test
    public void aComponentWithoutItsConfigurationSaysWhichFileToWrite() throws Exception {
        put("untold-1.0.0.jar", "untold.jar");
        line(
                "WARN",
                "deploy/untold.jar: component untold.Untold is not started",
                "no configuration untold",
                "etc/untold.cfg");
        Path file = gateway.home().resolve("etc/untold.cfg");
        gateway.closing(() -> Files.deleteIfExists(file));
        Files.writeString(file, "key = value\n");
        line("INFO", "deploy/untold.jar: component untold.Untold is started");
    }

    @Test
    public void whatThrowsWhenItIsStartedIsToldOnceWithItsException() throws Exception {
        put("broken-1.0.0.jar", "broken.jar");
        put("acting.jar", "acting.jar");
        line(
                "WARN",
                "deploy/broken.jar: component broken.Broken is not started",
                "java.lang.IllegalStateException: no port at broken.Broken.<init>(Broken.java:5)",
                "; correct it");
        line(
                "WARN",
                "deploy/acting.jar does not start",
                "java.io.IOException: no disk at acting.Acting.start",
                "; correct it");
        assertThat(warnings("broken.jar")).isEqualTo(1);
        assertThat(warnings("acting.jar")).isEqualTo(1);
    }

    @Test
    public void whatNeedsANewerJavaIsToldSo() throws Exception {
        put("future.jar", "future.jar");
        put("future-component.jar", "future-component.jar");
        put("newest.jar", "newest.jar");
        line("WARN", "deploy/future.jar does not start: it was compiled for Java 55 and this is Java");
        line(
                "WARN",
                "deploy/future-component.jar: component broken.Broken is not started: it was compiled for Java 55");
        line("WARN", "deploy/newest.jar cannot be used: it needs Java 99 and this is Java", "newer");
        assertThat(warnings("newest.jar")).isEqualTo(1);
    }

    @Test
    public void aFileThatIsNoBundleIsToldSo() throws Exception {
        put("plain.jar", "plain.jar");
        put("empty.jar", "empty.jar");
        line("WARN", "deploy/plain.jar is no bundle: its manifest has no Bundle-SymbolicName;", "bnd");
        line("WARN", "deploy/empty.jar is no bundle: it is an empty archive");
    }

    @Test
    public void whatIsOnItsWayIsNoTrouble() throws Exception {
        put("lonely-1.0.0.jar", "lonely.jar");
        put("company-1.0.0.jar", "company.jar");
        put("plain.jar", "last.jar");
        line("WARN", "deploy/last.jar");
        assertThat(with("WARN", "lonely")).isEmpty();
    }

    @Test
    public void aCopyOfTheApiIsNamed() throws Exception {
        StreamUnderTest stream = gateway.stream("copied");
        stream.configure(gateway.closing(new UnixPeer(folder())).configuration());
        put("copied.jar", "copied.jar");
        line(
                "WARN",
                "deploy/copied.jar has its own copy of org.threadedstreams.api",
                "does not import",
                "its StreamProvider is not the gateway's",
                "scope provided");
        assertThat(stream.awaitState("waiting").getString("reason")).contains("no transport unix");
    }

    @Test
    public void oneOfTheGatewaysOwnBundlesIsNotReplaced() throws Exception {
        long before = Bundles.lastModified("threadedstreams-api");
        put("api.jar", "api.jar");
        line("WARN", "deploy/api.jar is not used: threadedstreams-api", "gateway's own", "remove the file");
        Files.delete(gateway.home().resolve("deploy/api.jar"));
        put("plain.jar", "last.jar");
        line("WARN", "deploy/last.jar");
        assertThat(Bundles.lastModified("threadedstreams-api")).isEqualTo(before);
    }

    @Test
    public void twoVersionsOfOneTransportAreToldWithTheOneThatStreamsUse() throws Exception {
        UnixPeer peer = gateway.closing(new UnixPeer(folder()));
        StreamUnderTest stream = gateway.stream("twins");
        put("transport-2.0.0.jar", "second.jar");
        open(stream, peer);
        put("transport-1.0.0.jar", "first.jar");
        line(
                "WARN",
                "deploy/first.jar and deploy/second.jar are two versions of the bundle transport, 1.0.0 and 2.0.0",
                "streams use the transport unix of deploy/first.jar; remove one");
    }

    @Test
    public void theSameBundleInTwoFilesIsToldAndHowToMendIt() throws Exception {
        Path first = put("transport-1.0.0.jar", "first.jar");
        Path second = put("transport-1.0.0.jar", "second.jar");
        line("WARN", "deploy/first.jar and deploy/second.jar are the same bundle, transport 1.0.0", "remove");
        remove(first);
        line("WARN", "deploy/second.jar is there and not used", "move it out");
        remove(second);
        UnixPeer peer = gateway.closing(new UnixPeer(folder()));
        StreamUnderTest stream = gateway.stream("again");
        stream.configure(peer.configuration());
        put("transport-1.0.0.jar", "first.jar");
        session(stream, peer, 1);
    }

    @Test
    public void aHalfCopiedJarIsToldAndStartsOnceItIsComplete() throws Exception {
        byte[] whole = Files.readAllBytes(jars.resolve("transport-1.0.0.jar"));
        Path file = gateway.home().resolve("deploy/half.jar");
        gateway.closing(() -> remove(file));
        try (OutputStream copying = Files.newOutputStream(file)) {
            copying.write(whole, 0, whole.length / 2);
            copying.flush();
            line(
                    "WARN",
                    "deploy/half.jar is not complete or not a jar",
                    "copy it under another name, such as half.jar.part");
            copying.write(whole, whole.length / 2, whole.length - whole.length / 2);
        }
        line("INFO", "Started bundle: deploy/half.jar");
        assertThat(warnings("half.jar")).isEqualTo(1);
    }

    @Test
    public void anEmptyFileIsToldAgainWhenItHasChangedAndIsStillNone() throws Exception {
        Path file = gateway.home().resolve("deploy/none.jar");
        gateway.closing(() -> remove(file));
        Files.createFile(file);
        line("WARN", "deploy/none.jar is not complete or not a jar (it is empty)");
        Files.writeString(file, "text", StandardOpenOption.APPEND);
        line("WARN", "deploy/none.jar is not complete or not a jar (zip");
        assertThat(warnings("none.jar")).isEqualTo(2);
    }

    @Test
    public void theServiceListsTheSentences() throws Exception {
        assertThat(sentences()).isEmpty();
        put("lonely-1.0.0.jar", "lonely.jar");
        put("plain.jar", "plain.jar");
        line("WARN", "lonely.jar");
        assertThat(sentences())
                .hasSize(2)
                .anyMatch(sentence -> sentence.startsWith("deploy/lonely.jar: component lonely.Lonely is not started"))
                .anyMatch(sentence -> sentence.startsWith("deploy/plain.jar is no bundle"));
    }

    @SuppressWarnings("unchecked")
    private static List<String> sentences() throws Exception {
        ServiceReference<?>[] service =
                context().getAllServiceReferences(null, "(org.threadedstreams.service=troubles)");
        return ((Supplier<List<String>>) context().getService(service[0])).get();
    }

    /** A jar's content, to be changed. Used outside the container. */
    private static final class Jar {

        private final Manifest manifest;
        private final Map<String, byte[]> entries;

        Jar(Manifest manifest, Map<String, byte[]> entries) {
            this.manifest = manifest;
            this.entries = entries;
        }

        static Jar read(Path file) throws IOException {
            Map<String, byte[]> entries = new TreeMap<>();
            try (JarFile jar = new JarFile(file.toFile())) {
                for (ZipEntry entry : (Iterable<ZipEntry>) jar.stream().map(e -> (ZipEntry) e)::iterator) {
                    if (!entry.isDirectory() && !entry.getName().startsWith("META-INF/")) {
                        entries.put(entry.getName(), jar.getInputStream(entry).readAllBytes());
                    }
                }
                return new Jar(jar.getManifest(), entries);
            }
        }

        Map<String, byte[]> classes() {
            Map<String, byte[]> classes = new HashMap<>(entries);
            classes.keySet().removeIf(name -> !name.endsWith(".class"));
            return classes;
        }

        Jar with(String header, String value) {
            if (value == null) {
                manifest.getMainAttributes()
                        .keySet()
                        .removeIf(name -> name.toString().equals(header));
            } else {
                manifest.getMainAttributes().putValue(header, value);
            }
            return this;
        }

        /** No longer imports that package and those below. */
        Jar without(String packageName) {
            String imports = manifest.getMainAttributes().getValue("Import-Package");
            String others = String.join(
                    ",",
                    Stream.of(imports.split(",(?=[a-z])"))
                            .filter(clause -> !clause.startsWith(packageName))
                            .toList());
            return with("Import-Package", others).with("Require-Capability", null);
        }

        /** Has the classes say that they are for a Java that there is not yet. */
        Jar ofTheFuture() {
            entries.replaceAll((name, bytes) -> {
                if (name.endsWith(".class")) {
                    bytes[7] = FUTURE_CLASS_FILE;
                }
                return bytes;
            });
            return with("Require-Capability", null);
        }

        void write(Path file) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (JarOutputStream jar =
                    manifest == null ? new JarOutputStream(bytes) : new JarOutputStream(bytes, manifest)) {
                for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                    jar.putNextEntry(new ZipEntry(entry.getKey()));
                    jar.write(entry.getValue());
                    jar.closeEntry();
                }
            }
            Files.write(file, bytes.toByteArray());
        }
    }
}
