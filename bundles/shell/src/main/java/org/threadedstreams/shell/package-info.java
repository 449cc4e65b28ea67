/** Commands for the Gogo shell. */
@NullMarked
package org.threadedstreams.shell;

import org.jspecify.annotations.NullMarked;
