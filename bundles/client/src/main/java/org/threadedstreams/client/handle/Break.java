package org.threadedstreams.client.handle;

import org.threadedstreams.api.bus.Gap;

/**
 * A gap that a cursor will come to.
 *
 * @param resume the offset behind it
 */
record Break(Gap gap, long resume) {

    /** In a sentence. */
    String text() {
        return (gap.bytes() < 0 ? "an unknown number of bytes" : gap.bytes() + " bytes")
                + (gap.kind() == Gap.Kind.HOLE ? " are gone" : " were never received")
                + " at offset " + gap.at() + ": " + gap.cause();
    }
}
