package org.threadedstreams.api;

/**
 * How a connection ended. Plain data, so that nothing of a transport's bundle outlives the bundle.
 *
 * @param code {@link StreamCode#CONNECT_FAILED} before {@link StreamListener#opened()}; later mostly
 *     {@link StreamCode#END_OF_STREAM}, {@link StreamCode#READ_FAILED} or {@link StreamCode#WRITE_FAILED}
 * @param message what happened, in the peer's or the system's words, with the address; no secret
 * @param remedy what its user can do, or empty
 */
public record StreamEnd(StreamCode code, String message, String remedy) {

    public StreamEnd(StreamCode code, String message) {
        this(code, message, "");
    }

    /** The end that {@link StreamConnection#close()} asked for. */
    public static StreamEnd closed() {
        return new StreamEnd(StreamCode.END_OF_STREAM, "closed");
    }

    /** Message and remedy as one text. */
    public String text() {
        return remedy.isEmpty() ? message : message + "; " + remedy;
    }
}
