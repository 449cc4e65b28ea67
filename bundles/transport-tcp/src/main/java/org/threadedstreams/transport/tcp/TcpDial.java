package org.threadedstreams.transport.tcp;

import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamEnd;

/**
 * One search for a peer: looks its name up, then tries its addresses one after the other. There is never more than one
 * attempt, because many a device takes one client only. All of it together takes no longer than the timeout, and each
 * address has its share of what is left.
 *
 * <p>On the event loop of its context, but for what it asks the system, which is on the executor.
 */
final class TcpDial {

    /** How much later than its own timeouts an attempt is given up: by then it is TLS's handshake that takes too long. */
    private static final long GRACE_MILLIS = 20;

    private record Answer(InetAddress[] addresses, @Nullable ClientSSLOptions tls) {}

    private final TcpAddress address;
    private final ContextInternal context;
    private final NetClient client;
    private final @Nullable Tls tls;
    private final int timeoutMillis;
    private final Consumer<NetSocket> found;
    private final Consumer<StreamEnd> failed;
    private final long startedNanos = System.nanoTime();
    private final Deque<InetAddress> untried = new ArrayDeque<>(1);
    private final List<TcpAttempt> attempts = new ArrayList<>();
    private @Nullable ClientSSLOptions sslOptions;
    private int stage;
    private long timer;

    /**
     * @param found is told of the socket, paused
     * @param failed is told instead why there is none
     */
    TcpDial(
            TcpAddress address,
            ContextInternal context,
            NetClient client,
            @Nullable Tls tls,
            int timeoutMillis,
            Consumer<NetSocket> found,
            Consumer<StreamEnd> failed) {
        this.address = address;
        this.context = context;
        this.client = client;
        this.tls = tls;
        this.timeoutMillis = timeoutMillis;
        this.found = found;
        this.failed = failed;
    }

    void start(HostLookup lookup, Executor executor) {
        int now = enter(timeoutMillis, () -> unanswered(noAnswer()));
        Promise<Answer> answer = context.promise();
        answer.future()
                .onComplete(
                        answered -> {
                            if (leave(now)) {
                                untried.addAll(List.of(answered.addresses()));
                                sslOptions = answered.tls();
                                next();
                            }
                        },
                        cause -> {
                            if (leave(now)) {
                                unanswered(cause);
                            }
                        });
        Runnable question = () -> {
            try {
                answer.complete(ask(lookup));
            } catch (Exception e) {
                answer.fail(e);
            }
        };
        if (tls == null && address.isNumeric()) {
            question.run();
        } else {
            executor.execute(question);
        }
    }

    private Answer ask(HostLookup lookup) throws Exception {
        return new Answer(lookup.addresses(address.host()), tls == null ? null : tls.read(context.owner()));
    }

    private void unanswered(Throwable cause) {
        failed.accept(TcpEnd.whileConnecting(address, cause, tls));
    }

    private TimeoutException noAnswer() {
        return new TimeoutException("the name service did not answer within " + timeoutMillis + " ms");
    }

    /** Gives up, without a word. What comes up later is closed. */
    void cancel() {
        leave(stage);
    }

    private void next() {
        InetAddress to = untried.poll();
        long left = timeoutMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
        if (to == null || (left <= 0 && !attempts.isEmpty())) {
            failed.accept(TcpEnd.whileConnecting(address, attempts, tls));
            return;
        }
        int share = (int) Math.max(1, left / (untried.size() + 1));
        int now = enter(share + GRACE_MILLIS, () -> failed(to, new HandshakeTimeoutException(share)));
        client.connect(options(to, share))
                .onComplete(
                        up -> {
                            if (leave(now)) {
                                found.accept(up);
                            } else {
                                TcpConnection.abort(up);
                            }
                        },
                        cause -> {
                            if (leave(now)) {
                                failed(to, cause);
                            }
                        });
    }

    private void failed(InetAddress to, Throwable cause) {
        attempts.add(new TcpAttempt(to, cause));
        next();
    }

    private ConnectOptions options(InetAddress to, int timeoutMillis) {
        ConnectOptions options = new ConnectOptions()
                .setRemoteAddress(SocketAddress.inetSocketAddress(new InetSocketAddress(to, address.port())))
                .setHost(address.host())
                .setPort(address.port())
                .setTimeout(timeoutMillis);
        if (sslOptions != null) {
            options.setSsl(true)
                    .setSslOptions(sslOptions
                            .copy()
                            .setSslHandshakeTimeout(timeoutMillis)
                            .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS));
        }
        return options;
    }

    /** Begins to wait for one thing. */
    private int enter(long millis, Runnable late) {
        int now = ++stage;
        timer = context.setTimer(millis, fired -> {
            if (leave(now)) {
                late.run();
            }
        });
        return now;
    }

    /** Ends a wait; returns whether it was still on. */
    private boolean leave(int waited) {
        if (stage != waited) {
            return false;
        }
        stage++;
        context.owner().cancelTimer(timer);
        return true;
    }
}
