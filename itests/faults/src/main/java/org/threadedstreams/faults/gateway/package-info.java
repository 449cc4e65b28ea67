/** The program under test, as processes. */
@NullMarked
package org.threadedstreams.faults.gateway;

import org.jspecify.annotations.NullMarked;
