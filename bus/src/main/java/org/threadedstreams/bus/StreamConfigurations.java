package org.threadedstreams.bus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ManagedServiceFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.threadedstreams.bus.config.ConfigFile;
import org.threadedstreams.bus.config.StreamOptions;

/**
 * The files {@code etc/stream-<name>.cfg}: tells the registry what is wanted, and nothing else. A file comes and goes, while the
 * stream stays.
 *
 * <p>Not a component for each file: its properties would be the values with their secrets, and the shell shows them.
 *
 * <p>Safe for many threads; ConfigAdmin has one that calls.
 */
@Component(
        service = ManagedServiceFactory.class,
        immediate = true,
        property = Constants.SERVICE_PID + "=" + StreamConfigurations.PID,
        configurationPid = StreamConfigurations.PID,
        configurationPolicy = ConfigurationPolicy.IGNORE)
@Designate(ocd = StreamOptions.class, factory = true)
public final class StreamConfigurations implements ManagedServiceFactory {

    static final String PID = "stream";

    private final StreamRegistry registry;
    private final ConfigurationAdmin configurations;
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    @Activate
    public StreamConfigurations(@Reference StreamRegistry registry, @Reference ConfigurationAdmin configurations) {
        this.registry = registry;
        this.configurations = configurations;
    }

    @Override
    public String getName() {
        return "streams";
    }

    @Override
    public void updated(String pid, Dictionary<String, ?> properties) {
        @Nullable Map<String, String> written = written(pid);
        if (written == null) {
            // Deleted meanwhile; that is told next.
            return;
        }
        String name = name(pid);
        names.add(name);
        registry.configure(name, new ConfigFile(file(name), plain(properties), written));
    }

    @Override
    public void deleted(String pid) {
        String name = name(pid);
        names.remove(name);
        registry.remove(name, "removed: " + file(name) + " is gone; a file of that name goes on with its journal");
    }

    @Deactivate
    void deactivate() {
        names.forEach(name -> registry.remove(name, "the gateway stops"));
    }

    private static String name(String pid) {
        return pid.substring(pid.indexOf('~') + 1);
    }

    private static String file(String name) {
        return "etc/stream-" + name + ".cfg";
    }

    /** The values as they stand in the file, placeholders and all; null where it is gone. */
    private @Nullable Map<String, String> written(String pid) {
        try {
            Configuration[] found = listed(pid);
            Dictionary<String, Object> written = found == null ? null : found[0].getProperties();
            return written == null ? null : plain(written);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    private static Map<String, String> plain(Dictionary<String, ?> values) {
        Map<String, String> plain = new TreeMap<>();
        for (String key : Collections.list(values.keys())) {
            if (!key.startsWith("service.") && !key.startsWith("felix.fileinstall.")) {
                plain.put(key, String.valueOf(values.get(key)));
            }
        }
        return plain;
    }
}
