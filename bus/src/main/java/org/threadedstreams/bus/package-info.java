/** The event bus and the streams on it, as OSGi components. */
@NullMarked
package org.threadedstreams.bus;

import org.jspecify.annotations.NullMarked;
