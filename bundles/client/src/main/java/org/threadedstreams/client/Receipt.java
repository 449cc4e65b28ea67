package org.threadedstreams.client;

/**
 * What was written is with the operating system; whether the peer has it, only its answer tells. A mark too: everything
 * that was read before the first byte left lies before it, so that no old output answers a new command. Immutable.
 *
 * @param session the session it went to
 * @param offset where its first byte stands in that session's output
 * @param bytes how many bytes it has
 * @param input the stream's read offset at the moment its first byte was handed over
 * @param journal the journal that {@code input} counts in
 */
public record Receipt(long session, long offset, long bytes, long input, String journal) implements Mark {}
