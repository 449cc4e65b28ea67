package org.threadedstreams.bus.stream;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;

/**
 * A failed reply. In this JVM its cause is the {@link StreamException} with both halves of the payload; to others go the code
 * and the message.
 */
final class StreamFailure extends ReplyException {

    private static final long serialVersionUID = 1L;

    StreamFailure(StreamException cause) {
        super(ReplyFailure.RECIPIENT_FAILURE, cause.code().number(), messageOf(cause), cause, true);
    }

    private static String messageOf(StreamException cause) {
        String message = cause.getMessage();
        return message == null ? cause.code() + ": " : message;
    }

    /** Hands the exception itself on, within this JVM. */
    static final class Codec implements MessageCodec<StreamFailure, ReplyException> {

        @Override
        public void encodeToWire(Buffer buffer, StreamFailure failure) {
            byte[] message = String.valueOf(failure.getMessage()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            buffer.appendInt(failure.failureCode()).appendInt(message.length).appendBytes(message);
        }

        @Override
        public ReplyException decodeFromWire(int position, Buffer buffer) {
            int code = buffer.getInt(position);
            int length = buffer.getInt(position + 4);
            String message = buffer.getString(position + 8, position + 8 + length);
            return StreamCode.ofNumber(code).isPresent()
                    ? new ReplyException(ReplyFailure.RECIPIENT_FAILURE, code, message)
                    : new ReplyException(ReplyFailure.ERROR, code, message);
        }

        @Override
        public ReplyException transform(StreamFailure failure) {
            return failure;
        }

        @Override
        public String name() {
            return "streams-failure";
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
