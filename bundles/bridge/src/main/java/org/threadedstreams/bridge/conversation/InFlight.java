package org.threadedstreams.bridge.conversation;

import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;

/**
 * One client's requests that are not answered yet. Not thread-safe.
 *
 * <p>Large answers are counted before they come, because the bridge cannot send back what it has asked for. What a write
 * carries is with the stream meanwhile; its limit lies well above a stream's {@code writeQueueBytes}, so that a client
 * hears {@code BACK_PRESSURED} from the stream, and not silence from the bridge.
 */
final class InFlight {

    static final int REPLY_LIMIT_BYTES = 512 * 1024;
    static final int REQUEST_LIMIT_BYTES = 8 * 1024 * 1024;
    static final int REQUEST_LIMIT = 4096;

    /** A fetched chunk in base64, with its headers. */
    private static final int LARGE_REPLY_BYTES = Addresses.MAX_CHUNK_BYTES / 3 * 4 + 1024;

    private int requests;
    private long requestBytes;
    private long replyBytes;

    /** Whether the next request has to wait. */
    boolean full() {
        return requests >= REQUEST_LIMIT || requestBytes >= REQUEST_LIMIT_BYTES || replyBytes >= REPLY_LIMIT_BYTES;
    }

    void add(ClientFrame request) {
        requests++;
        requestBytes += request.bytes();
        replyBytes += replyBytes(request);
    }

    void remove(ClientFrame request) {
        requests--;
        requestBytes -= request.bytes();
        replyBytes -= replyBytes(request);
    }

    private static int replyBytes(ClientFrame request) {
        boolean large = request.address().equals(Addresses.LIST)
                || Addresses.parse(request.address())
                        .filter(address -> address.verb() == Verb.FETCH)
                        .isPresent();
        return large ? LARGE_REPLY_BYTES : 0;
    }
}
