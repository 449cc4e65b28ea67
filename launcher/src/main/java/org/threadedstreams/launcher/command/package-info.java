/** The commands, a class each. */
@NullMarked
package org.threadedstreams.launcher.command;

import org.jspecify.annotations.NullMarked;
