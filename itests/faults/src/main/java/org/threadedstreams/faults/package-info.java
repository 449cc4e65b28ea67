/** The fault suite: the real program, real peers, faults by a seed, and every byte compared. */
@NullMarked
package org.threadedstreams.faults;

import org.jspecify.annotations.NullMarked;
