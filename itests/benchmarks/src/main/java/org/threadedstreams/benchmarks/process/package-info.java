/** Plain C programs, JVMs and gateways as processes, and what they use. */
@NullMarked
package org.threadedstreams.benchmarks.process;

import org.jspecify.annotations.NullMarked;
