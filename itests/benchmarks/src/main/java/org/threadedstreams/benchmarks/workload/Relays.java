package org.threadedstreams.benchmarks.workload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.threadedstreams.benchmarks.measure.Ground;
import org.threadedstreams.benchmarks.process.Blaster;
import org.threadedstreams.benchmarks.process.Relay;
import org.threadedstreams.rig.Tool;

/** Peers that stand between a sender and a reader, with large buffers. Stateless. */
final class Relays {

    private static final int BUFFER_BYTES = 65_536;

    private Relays() {}

    static Drain socat(Ground ground, Blaster sender) throws IOException {
        Relay relay = new Relay(
                ground,
                port -> List.of(
                        Tool.path("socat"),
                        "-b" + BUFFER_BYTES,
                        "TCP-LISTEN:" + port + ",bind=127.0.0.1,reuseaddr",
                        "TCP:127.0.0.1:" + sender.port()));
        return bytes -> relay.drain();
    }

    static Drain ser2net(Ground ground, Blaster sender) throws IOException {
        Path settings = ground.folder("ser2net").resolve("ser2net.yaml");
        Relay relay = new Relay(ground, port -> {
            Files.writeString(settings, ser2netSettings(port, sender.port()));
            return List.of(Tool.path("ser2net"), "-n", "-c", settings.toString());
        });
        return bytes -> relay.drain();
    }

    private static String ser2netSettings(int port, int sender) {
        return """
                %%YAML 1.1
                ---
                connection: &bench
                  accepter: tcp(readbuf=%d),127.0.0.1,%d
                  connector: tcp(readbuf=%d),127.0.0.1,%d
                  options:
                    net-to-dev-bufsize: %d
                    dev-to-net-bufsize: %d
                """.formatted(BUFFER_BYTES, port, BUFFER_BYTES, sender, BUFFER_BYTES, BUFFER_BYTES);
    }
}
