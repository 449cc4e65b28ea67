package org.threadedstreams.bridge;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.bridge.conversation.ClientSocket;
import org.threadedstreams.bridge.conversation.Conversation;
import org.threadedstreams.bridge.conversation.MalformedFrameException;

/** A client on a TCP socket: each frame is four bytes of length, big-endian, and its JSON. Confined to its event loop. */
final class TcpSocket implements ClientSocket {

    private static final Logger log = LoggerFactory.getLogger(TcpSocket.class);

    private final NetSocket socket;
    private final FrameDecoder decoder = new FrameDecoder(Conversation.FRAME_LIMIT_BYTES);

    TcpSocket(NetSocket socket) {
        this.socket = socket;
    }

    /** What is written: the length, then the JSON. */
    static Buffer frame(byte[]... json) {
        int length = 0;
        for (byte[] piece : json) {
            length += piece.length;
        }
        Buffer frame = Buffer.buffer(4 + length).appendInt(length);
        for (byte[] piece : json) {
            frame.appendBytes(piece);
        }
        return frame;
    }

    @Override
    public String client() {
        return String.valueOf(socket.remoteAddress());
    }

    @Override
    public void open(Conversation conversation) {
        socket.setWriteQueueMaxSize(Conversation.OUTGOING_LIMIT_BYTES);
        socket.exceptionHandler(broken -> log.debug("The connection of {} broke: {}", client(), broken.toString()));
        socket.closeHandler(gone -> conversation.ended());
        socket.handler(bytes -> {
            decoder.append(bytes);
            conversation.proceed();
        });
    }

    @Override
    public @Nullable Buffer next() throws MalformedFrameException {
        return decoder.next();
    }

    @Override
    public Future<Void> write(Buffer frame) {
        return socket.write(frame);
    }

    @Override
    public void pause() {
        socket.pause();
    }

    @Override
    public void resume() {
        socket.resume();
    }

    /** Does not close yet: closing on top of input that was not read would take the refusal away. */
    @Override
    public void dismiss(String why) {
        socket.handler(ignored -> {});
        socket.resume();
    }

    @Override
    public void close() {
        socket.close();
    }

    /** Closing as Vert.x does it waits until the client has read everything, which may be never. */
    @Override
    public void abandon() {
        if (socket instanceof NetSocketInternal internal) {
            internal.channelHandlerContext().close();
        } else {
            socket.close();
        }
    }
}
