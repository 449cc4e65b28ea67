/** Holds a test back until the gateway in its framework can be used, and fails it where that cannot be. */
@NullMarked
package org.threadedstreams.paxexam.guard;

import org.jspecify.annotations.NullMarked;
