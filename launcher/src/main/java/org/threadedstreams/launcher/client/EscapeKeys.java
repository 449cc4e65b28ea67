package org.threadedstreams.launcher.client;

import java.io.ByteArrayOutputStream;

/**
 * What a person types in an interactive terminal: bytes for the stream, and at the start of a line the escapes that OpenSSH's
 * client has, {@code ~.} to leave, {@code ~~} for a tilde, {@code ~?} for help.
 *
 * <p>Used by one thread.
 */
public final class EscapeKeys {

    private final byte[] enter;
    private boolean lineStart = true;
    private boolean tilde;

    /** @param enter what the Enter key sends */
    public EscapeKeys(byte[] enter) {
        this.enter = enter.clone();
    }

    /**
     * What some keys mean.
     *
     * @param send what goes to the stream
     * @param leave nothing after it counts
     */
    public record Typed(byte[] send, boolean leave, boolean help) {}

    /** Takes the next bytes from the keyboard. */
    public Typed type(byte[] keys, int count) {
        ByteArrayOutputStream send = new ByteArrayOutputStream();
        boolean help = false;
        for (int i = 0; i < count; i++) {
            byte key = keys[i];
            if (tilde) {
                tilde = false;
                if (key == '.') {
                    return new Typed(send.toByteArray(), true, help);
                }
                if (key == '?') {
                    help = true;
                    continue;
                }
                send.write('~');
                if (key == '~') {
                    lineStart = false;
                    continue;
                }
            } else if (lineStart && key == '~') {
                tilde = true;
                continue;
            }
            lineStart = key == '\r' || key == '\n';
            send.writeBytes(key == '\r' ? enter : new byte[] {key});
        }
        return new Typed(send.toByteArray(), false, help);
    }
}
