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
 * <p>ConfigAdmin's own one without files ({@code felix.cm.pm=memory}) copies all that it has whenever FileInstall looks for a file's
 * configuration. ConfigAdmin caches what another PersistenceManager returns and what it stores there.
 *
 * <p>ConfigAdmin waits for this, so that without this bundle nothing is configured. If configurations are listed while a file is deleted,
 * ConfigAdmin may keep that one until the file is edited again.
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
