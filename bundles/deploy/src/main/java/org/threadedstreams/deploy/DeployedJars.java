package org.threadedstreams.deploy;

import java.io.File;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Is asked by FileInstall about each file before anybody else. It notes those that are no bundles, of which FileInstall says nothing, and
 * takes those away that would replace a bundle of the gateway's own: FileInstall updates any bundle of the same name and version, and
 * uninstalls that when the file is removed.
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
