/** Says in plain words what becomes of the bundles in {@code deploy/}, and has configuration live in files alone. */
@NullMarked
package org.threadedstreams.deploy;

import org.jspecify.annotations.NullMarked;
