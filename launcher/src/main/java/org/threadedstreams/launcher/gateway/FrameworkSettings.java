package org.threadedstreams.launcher.gateway;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.felix.framework.util.Util;
import org.threadedstreams.api.gateway.GatewayPart;
import org.threadedstreams.launcher.CommandFailure;
import org.threadedstreams.launcher.Distribution;

/** Reads {@code conf/framework.properties}. Stateless. */
final class FrameworkSettings {

    private static final String POLL = "felix.fileinstall.poll";

    private FrameworkSettings() {}

    /** The settings for a home, with every {@code ${name}} replaced; one may name another. */
    static Map<String, Object> read(Distribution distribution, Home home) throws IOException {
        Properties file = new Properties();
        try (Reader reader =
                Files.newBufferedReader(distribution.conf().resolve("framework.properties"), StandardCharsets.UTF_8)) {
            file.load(reader);
        }
        file.setProperty("tstreams.distribution", distribution.folder().toString());
        // In the form that AutoProcessor gives to the bundles of its folder, so that both ways name the same bundle.
        file.setProperty(
                "tstreams.bundles", distribution.bundles().toFile().toURI().toString());
        file.setProperty(GatewayPart.HOME, home.folder().toString());
        file.setProperty(POLL, poll(file.getProperty(POLL, "500"), home));
        Map<String, Object> settings = new HashMap<>();
        for (String key : file.stringPropertyNames()) {
            settings.put(key, Util.substVars(file.getProperty(key), key, null, file));
        }
        return settings;
    }

    /**
     * How often FileInstall looks at every file, in ms: not more often than the settings say, and so seldom that many thousands cost it
     * no more than a few hundredths of a processor, at some 10 us a file.
     */
    private static String poll(String least, Home home) {
        try {
            return Integer.toString(Math.max(
                    Integer.parseInt(least.strip()), home.configuredStreams().size() / 2));
        } catch (NumberFormatException e) {
            throw new CommandFailure(
                    "conf/framework.properties: " + POLL + " = " + least + " is not a number of ms; write 500");
        }
    }
}
