package org.threadedstreams.launcher.gateway;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.launcher.CommandFailure;
import org.threadedstreams.launcher.Distribution;
import org.threadedstreams.launcher.client.RunningGateway;

/**
 * What is wrong with the files of a home: a gateway of its own reads them, on a home of its own, and opens nothing. One that
 * runs on the home is not disturbed.
 *
 * <p>Used by one thread, once in a process.
 */
public final class Check implements AutoCloseable {

    /** Those of the parts that listen. */
    private static final Set<String> LISTENING = Set.of("bridge.cfg", "web.cfg");

    private static final String ANY_PORT = "port = 0\n";
    private static final Set<String> KNOWN = Set.of("journal.cfg");
    private static final Pattern STREAM = Pattern.compile("stream-(.*)\\.cfg");
    private static final Pattern PORT = Pattern.compile("(?m)^(\\s*port\\s*[=:]\\s*)\\d{1,4}\\s*$");
    private static final Pattern WARNING = Pattern.compile(" WARN  \\S+ +(?:stream \\S+: )?(etc/.*)");
    private static final Pattern ERROR = Pattern.compile(" ERROR \\S+ +(etc/(?!stream-).*)");

    private final Home home;
    private final Home copy;
    private final List<String> faults = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private int files;

    public Check(Home home) throws IOException {
        this.home = home;
        this.copy = new Home(Files.createTempDirectory(
                "tstreams-check", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
    }

    /** What keeps a stream, or a part of the gateway, from working: file, key, value and what is allowed. */
    public List<String> faults() {
        return faults;
    }

    /** What is ignored. */
    public List<String> warnings() {
        return warnings;
    }

    /** How many files were read. */
    public int files() {
        return files;
    }

    /** Reads all files. Takes some seconds. */
    public void run(Distribution distribution, PrintStream err) throws IOException, InterruptedException {
        if (!Files.isDirectory(home.etc())) {
            throw new CommandFailure("there is no folder " + home.etc() + "; choose the gateway's home with --home");
        }
        Files.createDirectories(copy.etc());
        link(home.secrets(), copy.secrets());
        link(home.deploy(), copy.deploy());
        for (String name : LISTENING) {
            Files.writeString(copy.etc().resolve(name), ANY_PORT);
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(home.etc(), "*.cfg")) {
            for (Path file : all) {
                files++;
                take(file);
            }
        }
        Set<String> suspects = new TreeSet<>(LISTENING);
        while (!look(distribution, suspects, err)) {}
        readLog();
    }

    /**
     * Has a gateway read what there is.
     *
     * @param suspects files that may keep it from starting; the one that does is named as a fault, and replaced
     * @return whether it started
     */
    private boolean look(Distribution distribution, Set<String> suspects, PrintStream err)
            throws IOException, InterruptedException {
        try (Gateway gateway = Gateway.startChecking(distribution, copy, new StopRequest(), err)) {
            gateway.awaitReady();
            try (RunningGateway streams = RunningGateway.of(copy)) {
                streams.list().forEach(this::judge);
            }
            return true;
        } catch (CommandFailure failure) {
            String why = String.valueOf(failure.getMessage());
            String culprit = suspects.stream()
                    .filter(name -> why.contains("etc/" + name))
                    .findFirst()
                    .orElseThrow(() -> failure);
            faults.add(why);
            suspects.remove(culprit);
            Files.writeString(copy.etc().resolve(culprit), ANY_PORT);
            return false;
        }
    }

    private static void link(Path there, Path here) throws IOException {
        if (Files.isDirectory(there)) {
            Files.createSymbolicLink(here, there.toRealPath());
        }
    }

    private void take(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        Matcher stream = STREAM.matcher(name);
        if (stream.matches() && !Addresses.validName(stream.group(1))) {
            faults.add("etc/" + name + ": a stream's name must match [a-zA-Z0-9][a-zA-Z0-9._-]*; rename the file");
        } else if (!stream.matches() && !KNOWN.contains(name) && !LISTENING.contains(name)) {
            warnings.add("etc/" + name + " is read by nothing; a stream's file is etc/stream-NAME.cfg");
        } else if (LISTENING.contains(name)) {
            // Its port is that of the gateway that runs.
            String text = Files.readString(file, StandardCharsets.UTF_8);
            String free = PORT.matcher(text).replaceFirst("$10");
            Files.writeString(copy.etc().resolve(name), text.contains("port") ? free : text + "\n" + ANY_PORT);
        } else {
            Files.createSymbolicLink(copy.etc().resolve(name), file.toRealPath());
        }
    }

    private void judge(Map<String, Object> state) {
        String reason = String.valueOf(state.get("reason"));
        switch (String.valueOf(state.get("state"))) {
            case "failed" -> faults.add(reason);
            case "waiting" -> faults.add("etc/stream-" + state.get("stream") + ".cfg: " + reason);
            default -> {
                // Connecting, for ever.
            }
        }
    }

    /** What parts of the gateway have said of their files. */
    private void readLog() throws IOException {
        if (Files.exists(copy.log())) {
            for (String line : Files.readAllLines(copy.log())) {
                addMatch(WARNING.matcher(line), warnings);
                addMatch(ERROR.matcher(line), faults);
            }
        }
    }

    private static void addMatch(Matcher matcher, List<String> to) {
        if (matcher.find() && !to.contains(matcher.group(1))) {
            to.add(matcher.group(1));
        }
    }

    /** Removes what this has made. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> made = Files.walk(copy.folder())) {
            for (Path path : made.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
