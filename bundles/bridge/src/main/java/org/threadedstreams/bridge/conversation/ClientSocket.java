package org.threadedstreams.bridge.conversation;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Where the frames of one client come from and go to. Called on the event loop of its {@link Conversations}, and calls
 * its {@link Conversation} only there.
 */
public interface ClientSocket {

    /** Who that is, for the log. */
    String client();

    /**
     * Starts to read. From then on has the conversation proceed after all that comes, and tells it once that the socket is
     * closed.
     */
    void open(Conversation conversation);

    /**
     * The JSON of the next frame that has come, to be read before the next call.
     *
     * @return {@code null} until there is a whole one
     * @throws MalformedFrameException if nothing that follows can be understood
     */
    @Nullable
    Buffer next() throws MalformedFrameException;

    /**
     * Writes what a {@link Framing} has made, however much waits already. The buffer is shared and must not be modified.
     *
     * @return completes when the system has taken it, or it never will
     */
    Future<Void> write(Buffer frame);

    /** Reads no more of what the client sends. */
    void pause();

    /** Reads on. */
    void resume();

    /**
     * Takes no more frames, so that the client can read why; what it still sends is thrown away. {@link #abandon}
     * follows.
     *
     * @param why what the client was written too
     */
    void dismiss(String why);

    /** Ends the connection when what is written has been read. {@link #abandon} follows. */
    void close();

    /** Ends the connection now. */
    void abandon();
}
