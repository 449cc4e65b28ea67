package org.threadedstreams.transport.ssh;

import java.io.IOException;
import java.util.Map;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;

/** The operations of this transport. Stateless. */
final class SshControl {

    private static final int MAX_CELLS = 65_535;

    private SshControl() {}

    static void apply(SshChannel channel, String op, Map<String, Object> args) throws IOException, StreamException {
        switch (op) {
            case "resize" -> {
                if (!channel.isUsePty()) {
                    throw refused("resize: there is no terminal to resize; set pty = true");
                }
                channel.sendWindowChange(cells(args, "cols"), cells(args, "rows"));
            }
            default ->
                throw refused(op + " is not an operation of ssh, which knows {\"op\":\"resize\",\"cols\",\"rows\"}");
        }
    }

    private static int cells(Map<String, Object> args, String key) throws StreamException {
        if (args.get(key) instanceof Number number
                && number.doubleValue() == number.intValue()
                && number.intValue() > 0
                && number.intValue() <= MAX_CELLS) {
            return number.intValue();
        }
        throw refused("resize: " + key + " must be a whole number from 1 to " + MAX_CELLS);
    }

    private static StreamException refused(String why) {
        return new StreamException(StreamCode.REFUSED, why);
    }
}
