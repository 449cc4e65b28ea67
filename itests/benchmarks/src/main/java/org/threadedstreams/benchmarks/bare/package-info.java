/** Bare libraries, each in a JVM of its own that does what the suite tells it. */
@NullMarked
package org.threadedstreams.benchmarks.bare;

import org.jspecify.annotations.NullMarked;
