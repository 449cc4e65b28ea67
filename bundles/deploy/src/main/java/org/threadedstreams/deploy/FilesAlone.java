package org.threadedstreams.deploy;

import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Enumeration;
import org.apache.felix.cm.PersistenceManager;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/**
 * Keeps no configuration: the files have it, and nothing stale survives a restart.
 *
 * <p>ConfigAdmin has its own that does so ({@code felix.cm.pm=memory}), and copies all that it has whenever FileInstall looks for a file's
 * configuration; what any other gives it, or stores in it, it remembers by itself.
 *
 * <p>ConfigAdmin waits for this, so that without this bundle nothing is configured. Who lists configurations just when a file is deleted may
 * have ConfigAdmin remember one for longer; it goes with the file's next edit.
 *
 * <p>Without state.
 */
@Component(property = PersistenceManager.PROPERTY_NAME + "=files", configurationPolicy = ConfigurationPolicy.IGNORE)
@SuppressWarnings("rawtypes") // as ConfigAdmin has it
public final class FilesAlone implements PersistenceManager {

    @Override
    public boolean exists(String pid) {
        return false;
    }

    @Override
    public Dictionary load(String pid) throws IOException {
        throw new IOException("there is no configuration " + pid);
    }

    @Override
    public Enumeration getDictionaries() {
        return Collections.emptyEnumeration();
    }

    @Override
    public void store(String pid, Dictionary properties) {}

    @Override
    public void delete(String pid) {}
}
