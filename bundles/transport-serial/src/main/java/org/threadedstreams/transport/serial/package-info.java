/**
 * Serial ports as streams, by way of jSerialComm.
 *
 * <p>That library is a bundle of its own, which is never refreshed: a second class loader could not load its natives again.
 */
@NullMarked
package org.threadedstreams.transport.serial;

import org.jspecify.annotations.NullMarked;
