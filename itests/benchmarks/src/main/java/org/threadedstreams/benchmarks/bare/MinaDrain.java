package org.threadedstreams.benchmarks.bare;

import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;

/** {@code PORT USER IDENTITY COMMAND...}: Apache MINA SSHD, a session each time, counting what the command writes. */
public final class MinaDrain implements Worker {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final SshClient client = SshClient.setUpDefaultClient();

    public MinaDrain() {
        client.setCipherFactories(List.of(BuiltinCiphers.aes128gcm));
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.start();
    }

    @Override
    public String run(List<String> words) throws Exception {
        long asked = System.nanoTime();
        Count count = new Count();
        try (ClientSession session = client.connect(words.get(1), "127.0.0.1", Integer.parseInt(words.get(0)))
                .verify(LIMIT)
                .getSession()) {
            session.setKeyIdentityProvider(new FileKeyPairProvider(Path.of(words.get(2))));
            session.auth().verify(LIMIT);
            try (ChannelExec channel = session.createExecChannel(String.join(" ", words.subList(3, words.size())))) {
                channel.setOut(count);
                channel.open().verify(LIMIT);
                channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LIMIT);
            }
        }
        return "asked=" + asked + " end=" + count.endNanos + " bytes=" + count.bytes;
    }

    /** The library calls it from one thread at a time. */
    private static final class Count extends OutputStream {
        private volatile long bytes;
        private volatile long endNanos;

        @Override
        public void write(int one) {
            write(new byte[1], 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            bytes += length;
            endNanos = System.nanoTime();
        }
    }
}
