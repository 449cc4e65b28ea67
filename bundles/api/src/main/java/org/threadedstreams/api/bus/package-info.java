/**
 * Addresses, headers and message shapes of the event bus, all in one place.
 *
 * <p>{@link org.threadedstreams.api.bus.Addresses} names the addresses and headers; the records know their shape as JSON,
 * given as a {@code Map} of values that any JSON library takes. Bytes in JSON are base64url without padding (RFC 4648
 * section 5).
 */
@Export
@Version("1.0.0")
@NullMarked
package org.threadedstreams.api.bus;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
