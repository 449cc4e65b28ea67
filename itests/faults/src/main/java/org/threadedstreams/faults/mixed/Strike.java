package org.threadedstreams.faults.mixed;

import java.util.Random;
import java.util.function.Predicate;
import org.threadedstreams.faults.mixed.MixedStream.Opening;

/**
 * A kind of fault that ends the session of one stream. Immutable.
 *
 * @param kind what it is called in the table
 * @param fits which streams it can strike
 */
record Strike(String kind, Predicate<MixedStream> fits, Blow blow) {

    /** What is done to a stream that is open. */
    interface Blow {
        void strike(MixedStream stream, Opening opening, Crowd crowd, Random random) throws Exception;
    }
}
