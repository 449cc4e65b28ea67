package org.threadedstreams.bus;

import java.util.Collections;
import java.util.Dictionary;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationPlugin;
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
 * <p>ConfigAdmin delivers values with their placeholders filled in. What the file says is seen by a plugin that comes before the one
 * that does this (OSGi Compendium, 104.9.3: the lowest ranking first, and one below 0 only looks). Asking for the configuration instead
 * would make ConfigAdmin go through those of all files, for each of them.
 *
 * <p>Safe for many threads; ConfigAdmin has one that calls.
 */
@Component(
        service = {ManagedServiceFactory.class, ConfigurationPlugin.class},
        immediate = true,
        property = {
            Constants.SERVICE_PID + "=" + StreamConfigurations.PID,
            ConfigurationPlugin.CM_TARGET + "=" + StreamConfigurations.PID,
            ConfigurationPlugin.CM_RANKING + ":Integer=-1"
        },
        configurationPid = StreamConfigurations.PID,
        configurationPolicy = ConfigurationPolicy.IGNORE)
@Designate(ocd = StreamOptions.class, factory = true)
public final class StreamConfigurations implements ManagedServiceFactory, ConfigurationPlugin {

    static final String PID = "stream";

    private final StreamRegistry registry;
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /** By pid, the values as they stand in a file, from their way through the plugins until they are delivered. */
    private final Map<String, Map<String, String>> written = new ConcurrentHashMap<>();

    private volatile boolean stopped;

    @Activate
    public StreamConfigurations(@Reference StreamRegistry registry) {
        this.registry = registry;
    }

    @Override
    public String getName() {
        return "streams";
    }

    @Override
    public void modifyConfiguration(ServiceReference<?> target, Dictionary<String, Object> properties) {
        written.put((String) properties.get(Constants.SERVICE_PID), plain(properties));
    }

    @Override
    public void updated(String pid, Dictionary<String, ?> properties) {
        Map<String, String> asWritten = written.remove(pid);
        if (stopped) {
            return;
        }
        if (asWritten == null) {
            throw new IllegalStateException(pid + " was delivered without having been through the plugins");
        }
        String name = name(pid);
        names.add(name);
        registry.configure(name, new ConfigFile(file(name), plain(properties), asWritten));
    }

    @Override
    public void deleted(String pid) {
        String name = name(pid);
        names.remove(name);
        registry.remove(name, "removed: " + file(name) + " is gone; a file of that name goes on with its journal");
    }

    @Deactivate
    void deactivate() {
        stopped = true;
        names.forEach(name -> registry.remove(name, "the gateway stops"));
    }

    private static String name(String pid) {
        return pid.substring(pid.indexOf('~') + 1);
    }

    private static String file(String name) {
        return "etc/stream-" + name + ".cfg";
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
