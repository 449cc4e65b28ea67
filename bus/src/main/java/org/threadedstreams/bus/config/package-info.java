/** From a {@code .cfg} file to options that can be used, or to a message that says what is wrong with it. */
@NullMarked
package org.threadedstreams.bus.config;

import org.jspecify.annotations.NullMarked;
