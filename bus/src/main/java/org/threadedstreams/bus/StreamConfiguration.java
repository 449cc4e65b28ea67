package org.threadedstreams.bus;

import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.threadedstreams.bus.config.ConfigFile;
import org.threadedstreams.bus.config.StreamOptions;

/**
 * One {@code etc/stream-<name>.cfg}: tells the registry what is wanted, and nothing else. It comes and goes with the file,
 * while the stream stays.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = StreamConfiguration.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = StreamOptions.class, factory = true)
public final class StreamConfiguration {

    static final String PID = "stream";

    private final StreamRegistry registry;
    private final ConfigurationAdmin configurations;
    private final String name;

    @Activate
    public StreamConfiguration(
            @Reference StreamRegistry registry,
            @Reference ConfigurationAdmin configurations,
            Map<String, Object> values)
            throws IOException {
        this.registry = registry;
        this.configurations = configurations;
        String pid = String.valueOf(values.get(Constants.SERVICE_PID));
        this.name = pid.substring(pid.indexOf('~') + 1);
        modified(values);
    }

    @Modified
    void modified(Map<String, Object> values) throws IOException {
        @Nullable Map<String, String> written = written(values);
        if (written == null) {
            // Deleted meanwhile; deactivate follows.
            return;
        }
        Map<String, String> interpolated = plain(values);
        // Declarative Services adds properties of its own.
        interpolated.keySet().retainAll(written.keySet());
        registry.configure(name, new ConfigFile(file(), interpolated, written));
    }

    @Deactivate
    void deactivate(int reason) {
        registry.remove(
                name,
                reason == ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED
                        ? "removed: " + file() + " is gone; a file of that name goes on with its journal"
                        : "the gateway stops");
    }

    private String file() {
        return "etc/stream-" + name + ".cfg";
    }

    /** The values as they stand in the file, placeholders and all; null where it is gone. */
    private @Nullable Map<String, String> written(Map<String, Object> values) throws IOException {
        Configuration[] found = listed(String.valueOf(values.get(Constants.SERVICE_PID)));
        Dictionary<String, Object> written = found == null ? null : found[0].getProperties();
        if (written == null) {
            return null;
        }
        Map<String, Object> all = new TreeMap<>();
        Collections.list(written.keys()).forEach(key -> all.put(key, written.get(key)));
        return plain(all);
    }

    /** Asking for it by its name would make one where it was deleted meanwhile. */
    private Configuration @Nullable [] listed(String pid) throws IOException {
        String escaped = pid.replaceAll("[\\\\*()]", "\\\\$0");
        try {
            return configurations.listConfigurations("(" + Constants.SERVICE_PID + "=" + escaped + ")");
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("service.pid " + pid, e);
        }
    }

    private static Map<String, String> plain(Map<String, Object> values) {
        Map<String, String> plain = new TreeMap<>();
        values.forEach((key, value) -> {
            if (!key.startsWith("service.") && !key.startsWith("felix.fileinstall.")) {
                plain.put(key, String.valueOf(value));
            }
        });
        return plain;
    }
}
