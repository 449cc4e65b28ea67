/**
 * The gateway as a process: its home, its lock, the framework with the shipped bundles, when it is ready and how it stops.
 *
 * <p>Nothing here shares a class with a bundle; what a bundle has to tell comes as service properties.
 */
@NullMarked
package org.threadedstreams.launcher.gateway;

import org.jspecify.annotations.NullMarked;
