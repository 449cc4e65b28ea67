package org.threadedstreams.deploy;

import java.io.File;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * FileInstall calls this installer first. It records files that are no bundles, about which FileInstall says nothing. For a copy of one of
 * the gateway's own bundles it claims the file and does nothing, because FileInstall would update the running bundle of that name and
 * version, and uninstall it when the file is removed.
 *
 * <p>FileInstall asks about a file that nobody takes at each of its polls, so that it is installed as soon as it has become a bundle.
 *
 * <p>Safe for many threads. FileInstall calls on the threads that watch its folders.
 */
@Component(service = ArtifactInstaller.class)
public final class DeployedJars implements ArtifactInstaller {

    private final Troubles troubles;

    @Activate
    public DeployedJars(@Reference Troubles troubles) {
        this.troubles = troubles;
    }

    @Override
    public boolean canHandle(File artifact) {
        return artifact.getName().endsWith(".jar") && troubles.isOwnCopy(artifact.toPath());
    }

    /** Leaves it where it is. */
    @Override
    public void install(File artifact) {}

    @Override
    public void update(File artifact) {}

    @Override
    public void uninstall(File artifact) {}
}
