package org.threadedstreams.launcher.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;

/** Something that runs on the lab host, on a thread of its own. */
abstract class LabCommand implements Command {

    private @Nullable InputStream in;
    private @Nullable OutputStream out;
    private @Nullable ExitCallback exit;
    private @Nullable Thread thread;

    /** Runs, until it returns or is interrupted. */
    abstract void run(InputStream input) throws IOException, InterruptedException;

    /** Sends text to whoever is logged in. */
    final void print(String text) throws IOException {
        OutputStream output = out;
        if (output != null) {
            output.write(text.getBytes(StandardCharsets.UTF_8));
            output.flush();
        }
    }

    @Override
    public void setInputStream(InputStream in) {
        this.in = in;
    }

    @Override
    public void setOutputStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void setErrorStream(OutputStream err) {
        // Nothing here writes to stderr.
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        this.exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
        thread = new Thread(this::runToTheEnd, "demo-lab-host");
        thread.setDaemon(true);
        thread.start();
    }

    private void runToTheEnd() {
        InputStream input = in;
        ExitCallback callback = exit;
        if (input == null || callback == null) {
            throw new IllegalStateException("started before it was set up");
        }
        try {
            run(input);
            callback.onExit(0);
        } catch (IOException e) {
            // The other side is gone.
            callback.onExit(1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            callback.onExit(1, "interrupted");
        }
    }

    @Override
    public void destroy(ChannelSession channel) {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
