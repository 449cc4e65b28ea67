/** What stands behind the handle: a port to the gateway, and the cursor. */
@NullMarked
package org.threadedstreams.client.handle;

import org.jspecify.annotations.NullMarked;
