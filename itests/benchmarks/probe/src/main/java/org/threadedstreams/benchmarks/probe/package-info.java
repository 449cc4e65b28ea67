/** A consumer in the gateway's JVM, which the benchmark suite tells what to receive and asks when it came. */
@NullMarked
package org.threadedstreams.benchmarks.probe;

import org.jspecify.annotations.NullMarked;
