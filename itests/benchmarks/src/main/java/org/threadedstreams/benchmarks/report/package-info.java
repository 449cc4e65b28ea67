/** Tables, the file of results, and the plot. */
@NullMarked
package org.threadedstreams.benchmarks.report;

import org.jspecify.annotations.NullMarked;
