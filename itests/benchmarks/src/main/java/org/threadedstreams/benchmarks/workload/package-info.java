/** One class for each thing that is measured. */
@NullMarked
package org.threadedstreams.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
