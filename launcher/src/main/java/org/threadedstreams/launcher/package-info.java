/** The command line: {@code tstreams}. */
@NullMarked
package org.threadedstreams.launcher;

import org.jspecify.annotations.NullMarked;
