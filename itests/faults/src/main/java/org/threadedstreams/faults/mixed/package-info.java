/** Very many streams of all transports in one gateway, struck by one fault after the other while all of them go on. */
@NullMarked
package org.threadedstreams.faults.mixed;

import org.jspecify.annotations.NullMarked;
