package org.threadedstreams.launcher.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;
import org.threadedstreams.launcher.CommandFailure;
import org.threadedstreams.launcher.gateway.Home;

/**
 * The ordinary files that make the demo's streams. A file that is there already is never touched: if it is one of an
 * earlier demo on the same home, the devices take the ports that it names.
 *
 * <p>Used by one thread.
 */
final class DemoFiles {

    private static final String MARK = "# Written by: tstreams demo\n";
    private static final int SECRET_BYTES = 12;

    private final Home home;

    DemoFiles(Home home) {
        this.home = home;
    }

    Path hostKey() {
        return home.data().resolve("demo-host-key");
    }

    Path knownHosts() {
        return home.data().resolve("demo-known-hosts");
    }

    Path stream(String name) {
        return home.etc().resolve("stream-" + name + ".cfg");
    }

    /** The port that a stream's file names, 0 if there is no such file yet. */
    int port(String name) throws IOException {
        Path file = stream(name);
        if (!Files.exists(file)) {
            return 0;
        }
        String text = Files.readString(file);
        Properties keys = new Properties();
        keys.load(Files.newBufferedReader(file));
        if (!text.startsWith(MARK.strip()) || !keys.getProperty("port", "").matches("\\d+")) {
            throw new CommandFailure(file + " is there already and not the demo's; choose another --home");
        }
        return Integer.parseInt(keys.getProperty("port"));
    }

    /** The password of the lab host, made up if there is none. */
    String password() throws IOException {
        Path file = home.secrets().resolve("demo-password");
        if (!Files.exists(file)) {
            byte[] random = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(random);
            Files.writeString(file, Base64.getUrlEncoder().encodeToString(random) + "\n");
        }
        return Files.readString(file).strip();
    }

    void writeKnownHosts(String line) throws IOException {
        // The demo's own file in data/: the port may be another one by now.
        Files.writeString(knownHosts(), line + "\n", StandardCharsets.UTF_8);
    }

    /** Any free ports for the bridge and the page, so that the demo runs beside a gateway. */
    void writePorts() throws IOException {
        write(home.etc().resolve("bridge.cfg"), "port = 0\n");
        write(home.etc().resolve("web.cfg"), "port = 0\n");
    }

    void writeStream(String name, String keys) throws IOException {
        write(stream(name), keys);
    }

    private static void write(Path file, String keys) throws IOException {
        if (!Files.exists(file)) {
            Files.writeString(file, MARK + keys, StandardCharsets.UTF_8);
        }
    }
}
