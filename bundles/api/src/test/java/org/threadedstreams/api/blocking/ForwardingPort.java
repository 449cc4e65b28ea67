package org.threadedstreams.api.blocking;

import java.io.IOException;
import java.util.Map;
import org.threadedstreams.api.StreamException;

/** Another port, of which a test alters one call. */
class ForwardingPort implements BlockingPort {

    private final BlockingPort port;

    ForwardingPort(BlockingPort port) {
        this.port = port;
    }

    @Override
    public void open() throws IOException {
        port.open();
    }

    @Override
    public int read(byte[] into) throws IOException {
        return port.read(into);
    }

    @Override
    public void tellLosses(Losses losses) {
        port.tellLosses(losses);
    }

    @Override
    public int maxReadBytes() {
        return port.maxReadBytes();
    }

    @Override
    public int write(byte[] from, int offset, int length) throws IOException {
        return port.write(from, offset, length);
    }

    @Override
    public void control(String op, Map<String, Object> args) throws IOException, StreamException {
        port.control(op, args);
    }

    @Override
    public void interrupt() {
        port.interrupt();
    }

    @Override
    public String close() throws IOException {
        return port.close();
    }
}
