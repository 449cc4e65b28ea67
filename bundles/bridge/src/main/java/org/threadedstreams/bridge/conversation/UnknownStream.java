package org.threadedstreams.bridge.conversation;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.NearestName;

/** What to say about a stream that does not exist. Stateless. */
final class UnknownStream {

    private UnknownStream() {}

    /**
     * The failure of a request to it.
     *
     * @param names the streams that there are
     * @param written the body of a write; its bytes are given back
     */
    static StreamException exception(String stream, List<String> names, @Nullable Object written) {
        String hint = NearestName.close(stream, names)
                // A name that is there but does not answer, because its stream is just coming or going.
                .filter(name -> !name.equals(stream))
                .map(name -> "did you mean " + name + "?")
                .orElse("add etc/stream-" + stream + ".cfg, or ask streams.list for the names");
        return new StreamException(
                StreamCode.NO_SUCH_STREAM, "no stream is called " + stream + "; " + hint, Unread.NONE, unsent(written));
    }

    private static Unsent unsent(@Nullable Object written) {
        byte[] bytes = bytes(written);
        return bytes.length == 0 ? Unsent.NONE : new Unsent(0, bytes.length, 0, bytes, false);
    }

    private static byte[] bytes(@Nullable Object written) {
        if (written instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        if (written instanceof JsonObject json && json.getValue("bytes") instanceof String base64) {
            try {
                return Addresses.bytes(base64);
            } catch (IllegalArgumentException notBase64) {
                return new byte[0];
            }
        }
        return new byte[0];
    }
}
