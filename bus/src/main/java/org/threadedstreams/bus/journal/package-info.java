/** What was received: every byte at its offset, and every known loss. */
@NullMarked
package org.threadedstreams.bus.journal;

import org.jspecify.annotations.NullMarked;
