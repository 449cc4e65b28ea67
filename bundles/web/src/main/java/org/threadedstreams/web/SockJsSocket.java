package org.threadedstreams.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.bridge.conversation.ClientSocket;
import org.threadedstreams.bridge.conversation.Conversation;
import org.threadedstreams.bridge.conversation.MalformedFrameException;

/** A client on a WebSocket that speaks SockJS. Confined to its event loop. */
final class SockJsSocket implements ClientSocket {

    /** The longest message: an array with one frame of the longest, if it has little to escape. */
    static final int MESSAGE_LIMIT_BYTES = Conversation.FRAME_LIMIT_BYTES;

    private static final String TOO_LONG = "a message is at most " + MESSAGE_LIMIT_BYTES + " bytes";

    /** What Vert.x calls its watch on connections that do nothing. */
    private static final String IDLE = "idle";

    private static final int REFUSED = 3000;
    private static final int GOING_AWAY = 3001;

    private final ServerWebSocket socket;
    private final ChannelHandlerContext channel;
    private final Deque<Buffer> frames = new ArrayDeque<>();
    private Buffer message = Buffer.buffer();
    private @Nullable MalformedFrameException fault;
    private boolean dismissed;

    SockJsSocket(ServerWebSocket socket) {
        this.socket = socket;
        this.channel = ((WebSocketInternal) socket).channelHandlerContext();
    }

    @Override
    public String client() {
        return String.valueOf(socket.remoteAddress());
    }

    @Override
    public void open(Conversation conversation) {
        socket.setWriteQueueMaxSize(Conversation.OUTGOING_LIMIT_BYTES);
        socket.closeHandler(gone -> conversation.ended());
        socket.frameHandler(frame -> {
            take(frame);
            conversation.proceed();
        });
        if (channel.pipeline().get(IDLE) != null) {
            // Who has nothing to say for long may stay.
            channel.pipeline().remove(IDLE);
        }
        channel.pipeline().addBefore(channel.name(), "fault", new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                if (cause instanceof DecoderException broken) {
                    // Vert.x would end the connection at once, and nobody would be told why.
                    fail(reason(broken));
                    conversation.proceed();
                } else {
                    context.fireExceptionCaught(cause);
                }
            }
        });
        socket.writeTextMessage(SockJs.OPEN);
    }

    private static String reason(DecoderException broken) {
        boolean tooLong = broken instanceof CorruptedWebSocketFrameException corrupted
                && corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG);
        return tooLong ? TOO_LONG : "this is not as WebSocket has it: " + broken.getMessage();
    }

    private void take(WebSocketFrame frame) {
        if (dismissed || fault != null || frame.isClose()) {
            return;
        }
        if (frame.isPing()) {
            if (socket.writeQueueFull()) {
                // It has been answered all the same, and for each that follows there would be an answer to keep.
                abandon();
            }
            return;
        }
        if (frame.isBinary()) {
            fail("a message is text");
        } else if (message.length() + frame.binaryData().length() > MESSAGE_LIMIT_BYTES) {
            fail(TOO_LONG);
        } else {
            message = message.length() == 0 ? frame.binaryData() : message.appendBuffer(frame.binaryData());
            if (frame.isFinal()) {
                finish();
            }
        }
    }

    private void finish() {
        Buffer whole = message;
        message = Buffer.buffer();
        try {
            if (whole.length() > 0) {
                frames.addAll(SockJs.messages(whole));
            }
        } catch (MalformedFrameException malformed) {
            fault = malformed;
        }
    }

    private void fail(String why) {
        fault = new MalformedFrameException(why);
        message = Buffer.buffer();
    }

    @Override
    public @Nullable Buffer next() throws MalformedFrameException {
        Buffer next = frames.poll();
        if (next == null && fault != null) {
            throw fault;
        }
        return next;
    }

    /** In two frames, the second of which all clients share. */
    @Override
    public Future<Void> write(Buffer frame) {
        socket.writeFrame(WebSocketFrame.textFrame(SockJs.MESSAGES, false));
        return socket.writeFrame(WebSocketFrame.continuationFrame(frame, true));
    }

    @Override
    public void pause() {
        // Vert.x alone would read on for 16 frames, of any size.
        channel.channel().config().setAutoRead(false);
        socket.pause();
    }

    @Override
    public void resume() {
        socket.resume();
        channel.channel().config().setAutoRead(true);
    }

    @Override
    public void dismiss(String why) {
        dismissed = true;
        frames.clear();
        message = Buffer.buffer();
        end(REFUSED, why);
        resume();
    }

    @Override
    public void close() {
        end(GOING_AWAY, "the gateway stops");
    }

    private void end(int code, String why) {
        socket.writeTextMessage(SockJs.close(code, why));
        socket.close();
    }

    @Override
    public void abandon() {
        channel.close();
    }
}
