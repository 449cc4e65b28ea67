package org.threadedstreams.benchmarks.workload;

import java.util.Collections;
import java.util.List;
import org.threadedstreams.benchmarks.bare.JschDrain;
import org.threadedstreams.benchmarks.bare.MinaDrain;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Entry.Kind;
import org.threadedstreams.benchmarks.measure.Form;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Need;
import org.threadedstreams.benchmarks.measure.Scale;
import org.threadedstreams.benchmarks.measure.Workload;

/** What a command on an OpenSSH server writes as fast as it is taken, through the whole product to a consumer in its JVM. */
public final class Ssh implements Workload {

    public static final String NAME = "ssh";
    public static final String LIMIT = "OpenSSH, aes128-gcm";
    public static final String MINA = "MINA SSHD, aes128-gcm";
    public static final String DISK = "gateway, disk";

    private static final long MB = 1_000_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "SSH: a command's output from OpenSSH's sshd";
    }

    @Override
    public Scale scale() {
        return Scale.megabytes(List.of(20), List.of(64), List.of(1, 64, 256));
    }

    @Override
    public List<Unit> units() {
        return List.of(
                new Unit(Metric.RATE, "MB/s"),
                new Unit(Metric.TIME, "set-up ms"),
                new Unit(Metric.CPU, "CPU s/GB"),
                new Unit(Metric.MEMORY, "peak MiB"));
    }

    @Override
    public List<Long> warmUp(Form form) {
        return form == Form.SMOKE ? List.of(20 * MB) : Collections.nCopies(form == Form.FULL ? 16 : 3, 64 * MB);
    }

    @Override
    public List<Entry> entries() {
        return List.of(
                Entry.of(
                                LIMIT,
                                Kind.LIMIT,
                                SshIngest.of(
                                        (ground, server) -> SshDrains.client(ground, server, "aes128-gcm@openssh.com")))
                        .needing(Need.SSHD, Need.SSH),
                Entry.of(
                                "OpenSSH, chacha20",
                                Kind.PEER,
                                SshIngest.of((ground, server) ->
                                        SshDrains.client(ground, server, "chacha20-poly1305@openssh.com")))
                        .needing(Need.SSHD, Need.SSH),
                Entry.of(MINA, Kind.BARE, SshIngest.of((ground, server) -> SshDrains.bare(server, MinaDrain.class)))
                        .needing(Need.SSHD),
                Entry.of(
                                "JSch, aes128-gcm",
                                Kind.PEER,
                                SshIngest.of((ground, server) -> SshDrains.bare(server, JschDrain.class)))
                        .needing(Need.SSHD),
                product("gateway, memory", "memory"),
                product(DISK, "disk"));
    }

    private static Entry product(String name, String journal) {
        return Entry.of(
                        name,
                        Kind.PRODUCT,
                        SshIngest.of((ground, server) -> SshDrains.gateway(ground, server, journal)))
                .needing(Need.SSHD);
    }
}
