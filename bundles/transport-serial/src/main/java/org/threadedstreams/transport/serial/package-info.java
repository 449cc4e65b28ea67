/**
 * Serial ports as streams, by way of jSerialComm. What their drivers count as lost is asked for by JNA, on Linux.
 *
 * <p>These libraries are bundles of their own, which are never refreshed: a second class loader could not load jSerialComm's
 * natives again.
 */
@NullMarked
package org.threadedstreams.transport.serial;

import org.jspecify.annotations.NullMarked;
