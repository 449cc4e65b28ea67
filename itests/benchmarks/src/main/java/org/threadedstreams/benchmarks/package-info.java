/** The benchmark suite: the program, plain programs, bare libraries and peers, side by side on one machine. */
@NullMarked
package org.threadedstreams.benchmarks;

import org.jspecify.annotations.NullMarked;
