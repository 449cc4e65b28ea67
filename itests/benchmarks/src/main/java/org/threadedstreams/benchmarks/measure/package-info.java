/** What is measured: workloads, their contenders, samples and rounds. */
@NullMarked
package org.threadedstreams.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
