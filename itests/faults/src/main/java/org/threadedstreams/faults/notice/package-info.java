/** How soon a consumer is told of what happens to a stream, measured: one row for each thing that can happen to each transport. */
@NullMarked
package org.threadedstreams.faults.notice;

import org.jspecify.annotations.NullMarked;
