/** Real peers, each the far end of one stream. */
@NullMarked
package org.threadedstreams.faults.peer;

import org.jspecify.annotations.NullMarked;
