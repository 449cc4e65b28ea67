package org.threadedstreams.client;

/**
 * Where a handle stood: {@link ThreadedStream#mark}. Immutable.
 *
 * @param journal the journal that {@code input} counts in
 * @param input the offset of the next byte to read
 */
public record Place(String journal, long input) implements Mark {}
