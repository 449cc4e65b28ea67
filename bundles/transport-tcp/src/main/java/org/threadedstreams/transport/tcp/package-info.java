/** TCP connections, plain or TLS, as streams. */
@NullMarked
package org.threadedstreams.transport.tcp;

import org.jspecify.annotations.NullMarked;
