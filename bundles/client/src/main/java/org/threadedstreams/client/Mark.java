package org.threadedstreams.client;

/** A place in a stream's input, to read on from: {@link ThreadedStream#from(Mark)}. Immutable. */
public sealed interface Mark permits Place, Receipt {

    /** The journal that {@link #input} counts in. */
    String journal();

    /** The offset of the next byte to read. */
    long input();
}
