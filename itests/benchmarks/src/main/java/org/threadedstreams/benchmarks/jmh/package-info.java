/** What JMH measures in a JVM of its own. */
@NullMarked
package org.threadedstreams.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
