/** A stream as an actor: its states, sessions, write queue and messages. */
@NullMarked
package org.threadedstreams.bus.stream;

import org.jspecify.annotations.NullMarked;
