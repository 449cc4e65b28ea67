/** Says in plain words what becomes of the bundles in {@code deploy/}. */
@NullMarked
package org.threadedstreams.deploy;

import org.jspecify.annotations.NullMarked;
