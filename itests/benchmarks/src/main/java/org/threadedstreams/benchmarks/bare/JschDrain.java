package org.threadedstreams.benchmarks.bare;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.Session;
import java.io.InputStream;
import java.util.List;

/** {@code PORT USER IDENTITY COMMAND...}: JSch, a session each time, counting what the command writes. */
public final class JschDrain implements Worker {

    private final byte[] piece = new byte[64 * 1024];

    @Override
    public String run(List<String> words) throws Exception {
        long asked = System.nanoTime();
        JSch jsch = new JSch();
        jsch.addIdentity(words.get(2));
        Session session = jsch.getSession(words.get(1), "127.0.0.1", Integer.parseInt(words.get(0)));
        session.setConfig("StrictHostKeyChecking", "no");
        session.setConfig("cipher.s2c", "aes128-gcm@openssh.com");
        session.setConfig("cipher.c2s", "aes128-gcm@openssh.com");
        session.connect();
        try {
            ChannelExec channel = (ChannelExec) session.openChannel("exec");
            channel.setCommand(String.join(" ", words.subList(3, words.size())));
            InputStream in = channel.getInputStream();
            channel.connect();
            long bytes = 0;
            for (int got = in.read(piece); got >= 0; got = in.read(piece)) {
                bytes += got;
            }
            return "asked=" + asked + " end=" + System.nanoTime() + " bytes=" + bytes;
        } finally {
            session.disconnect();
        }
    }
}
