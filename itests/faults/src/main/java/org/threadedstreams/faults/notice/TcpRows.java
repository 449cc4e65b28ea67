package org.threadedstreams.faults.notice;

import static org.threadedstreams.faults.notice.Play.now;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.threadedstreams.faults.peer.Link;

/** What happens to TCP streams. Stateless. */
final class TcpRows {

    private static final int IDLE_TIMEOUT_MILLIS = 3_000;

    private TcpRows() {}

    static List<Row> all() {
        return List.of(
                new Row(
                        "tcp",
                        "the peer resets the connection",
                        "READ_FAILED",
                        "",
                        Rows.AT_ONCE,
                        true,
                        Optional::empty,
                        folder -> {
                            FarEnd far = FarEnd.tcp();
                            return tcp(far, now(far::reset), Rows::nothing);
                        }),
                new Row(
                        "tcp",
                        "the peer ends the connection",
                        "END_OF_STREAM",
                        "",
                        Rows.AT_ONCE,
                        true,
                        Optional::empty,
                        folder -> {
                            FarEnd far = FarEnd.tcp();
                            return tcp(far, now(far::finish), Rows::nothing);
                        }),
                new Row(
                        "tcp",
                        "the peer is gone and refuses",
                        "CONNECT_FAILED",
                        "",
                        Rows.RECONNECT,
                        true,
                        Optional::empty,
                        folder -> {
                            FarEnd far = FarEnd.tcp();
                            return tcp(far, now(far::refuse), far::listenAgain);
                        }),
                new Row(
                        "tcp",
                        "the link is down, nothing is written",
                        "READ_FAILED",
                        "",
                        "`keepAliveMillis` (30000)",
                        false,
                        Link::missing,
                        folder -> link(folder, false, observer -> {})),
                new Row(
                        "tcp",
                        "the link is down, something is written",
                        "IDLE_TIMEOUT",
                        "",
                        "`idleTimeoutMillis` (0: off), here " + IDLE_TIMEOUT_MILLIS + ", with a peer that talks",
                        false,
                        Link::missing,
                        folder -> link(
                                folder,
                                true,
                                observer -> observer.write(Rows.LINE),
                                "idleTimeoutMillis = " + IDLE_TIMEOUT_MILLIS)),
                new Row(
                        "tcp",
                        Rows.STALLED,
                        "WRITE_TIMEOUT",
                        "",
                        Rows.WRITE_TIMEOUT,
                        false,
                        Optional::empty,
                        folder -> {
                            FarEnd far = FarEnd.tcp();
                            return tcp(
                                    far,
                                    observer -> {
                                        far.stopReading();
                                        return observer.writeUntilStuck();
                                    },
                                    Rows::nothing,
                                    Rows.writeTimeout());
                        }));
    }

    private static Scene tcp(FarEnd far, Play.Strike strike, Play.Act mend, String... more) {
        List<String> configuration = List.of("transport = tcp", "host = 127.0.0.1", "port = " + far.port());
        return new Play(Rows.with(configuration, more), strike, mend, List.of(far));
    }

    private interface Then {
        void act(Observer observer);
    }

    private static Scene link(Path folder, boolean talks, Then then, String... more) throws Exception {
        Path socket = folder.resolve("far.sock");
        FarEnd far = FarEnd.unix(socket, talks);
        Link link = new Link(socket);
        return new Play(
                Rows.with(link.configuration(), more),
                observer -> {
                    long now = System.nanoTime();
                    link.down();
                    then.act(observer);
                    return now;
                },
                link::up,
                List.of(link, far));
    }
}
