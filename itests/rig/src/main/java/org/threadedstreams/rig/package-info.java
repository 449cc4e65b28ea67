/** What whole-program tests and benchmarks stand on: the program as a process, real peers, and tables of results. */
@NullMarked
package org.threadedstreams.rig;

import org.jspecify.annotations.NullMarked;
