package org.threadedstreams.itests.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The far end of one connection. It reads only when it is told to.
 *
 * <p>One thread reads, another writes, a third may end it.
 *
 * @param input what the stream wrote
 * @param output what the stream is to read
 * @param ending ends the connection in good order, where there is such a thing
 * @param breaking breaks it off, as a reset or a pulled plug does
 */
public record Far(InputStream input, OutputStream output, Ending ending, Ending breaking) {

    /** A way to end a connection. */
    public interface Ending {
        void end() throws IOException;
    }

    /** Says something to the stream. */
    public void send(byte[] bytes) throws IOException {
        output.write(bytes);
        output.flush();
    }

    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads so many bytes. */
    public byte[] read(int count) throws IOException {
        byte[] bytes = input.readNBytes(count);
        if (bytes.length < count) {
            throw new IOException("the stream ended after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    public void end() throws IOException {
        ending.end();
    }

    public void breakOff() throws IOException {
        breaking.end();
    }
}
