package org.threadedstreams.client.search;

import java.util.regex.Pattern;

/** A pattern needed more stack than the thread has. The search is spent; its bytes are still the caller's. */
public final class PatternOverflowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PatternOverflowException(Pattern pattern, StackOverflowError cause) {
        super(
                "the pattern " + pattern
                        + " needs too much stack for what has arrived: repeat single characters or classes,"
                        + " as [ab]* for (a|b)*, or repeat possessively",
                cause);
    }
}
