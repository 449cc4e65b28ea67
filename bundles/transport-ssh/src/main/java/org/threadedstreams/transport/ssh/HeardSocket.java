package org.threadedstreams.transport.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import org.apache.sshd.common.PropertyResolver;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.nio2.Nio2CompletionHandler;
import org.apache.sshd.common.io.nio2.Nio2Service;
import org.apache.sshd.common.io.nio2.Nio2Session;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.Readable;

/** A session's socket, which counts how often something came from the host, whatever it was. */
final class HeardSocket extends Nio2Session {

    private volatile long heard;

    HeardSocket(Nio2Service service, PropertyResolver properties, IoHandler handler, AsynchronousSocketChannel socket)
            throws IOException {
        super(service, properties, handler, socket, null);
    }

    static HeardSocket of(Session session) {
        return (HeardSocket) session.getIoSession();
    }

    /** Safe from any thread. */
    long heard() {
        return heard;
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // One read is outstanding at a time.
    protected void handleReadCycleCompletion(
            ByteBuffer buffer,
            Readable bytes,
            Nio2CompletionHandler<Integer, Object> completion,
            Integer length,
            Object attachment) {
        heard++;
        super.handleReadCycleCompletion(buffer, bytes, completion, length, attachment);
    }
}
