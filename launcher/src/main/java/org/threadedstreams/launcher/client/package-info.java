/** What the commands share that speak to a running gateway. */
@NullMarked
package org.threadedstreams.launcher.client;

import org.jspecify.annotations.NullMarked;
