/** The faults, one class each. */
@NullMarked
package org.threadedstreams.faults.fault;

import org.jspecify.annotations.NullMarked;
