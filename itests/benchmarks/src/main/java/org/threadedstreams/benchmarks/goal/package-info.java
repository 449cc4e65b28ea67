/** What the program is held against, and how it did. */
@NullMarked
package org.threadedstreams.benchmarks.goal;

import org.jspecify.annotations.NullMarked;
