/** One stream under faults: its consumer, its writer, and what they know. */
@NullMarked
package org.threadedstreams.faults.stream;

import org.jspecify.annotations.NullMarked;
