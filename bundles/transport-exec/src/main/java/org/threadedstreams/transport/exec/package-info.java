/** Processes of this machine as streams: their standard input and output, by the JDK's {@code ProcessBuilder}. */
@NullMarked
package org.threadedstreams.transport.exec;

import org.jspecify.annotations.NullMarked;
