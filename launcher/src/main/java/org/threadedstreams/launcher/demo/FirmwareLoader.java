package org.threadedstreams.launcher.demo;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.apache.sshd.server.session.ServerSession;

/**
 * Takes a firmware image, and dies while it writes the first part of it: the connection is cut with bytes still to come.
 * Runs on a thread of its own.
 */
final class FirmwareLoader extends LabCommand {

    /** How much may be on its way to it unread. */
    static final long WINDOW_BYTES = 4096;

    private static final int FIRST_PART_BYTES = 1024;
    private static final Duration AGONY = Duration.ofMillis(800);

    private final ServerSession session;

    FirmwareLoader(ServerSession session) {
        this.session = session;
    }

    @Override
    void run(InputStream input) throws IOException, InterruptedException {
        print("loader 2.1: send the image\n");
        byte[] part = input.readNBytes(FIRST_PART_BYTES);
        if (part.length == 0) {
            return;
        }
        print("loader: " + part.length + " bytes received, erasing sector 0 ... ");
        Thread.sleep(AGONY.toMillis());
        session.close(true);
    }
}
