package org.threadedstreams.bus.stream;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.api.StreamProvider.Watch;
import org.threadedstreams.bus.config.ConfigFault;
import org.threadedstreams.bus.config.ConfigFile;

/**
 * Has a transport watch for what a stream waits for, from its first failure until it is open or something else is wanted:
 * over the attempts in between too, so that nothing comes unseen.
 *
 * <p>Used from the stream's mailbox only.
 */
final class Comeback {

    private static final Logger LOG = LoggerFactory.getLogger(Comeback.class);

    private final String stream;
    private final Executor mailbox;
    private final Runnable came;
    private @Nullable ProviderEntry provider;
    private @Nullable ConfigFile file;
    private Watch watch = Watch.NONE;
    private long round;

    /** @param came done in the mailbox, each time */
    Comeback(String stream, Executor mailbox, Runnable came) {
        this.stream = stream;
        this.mailbox = mailbox;
        this.came = came;
    }

    /** Begins to watch, unless it is watched for already. */
    void await(ProviderEntry by, ConfigFile wanted) {
        if (by == provider && wanted == file) {
            return;
        }
        end();
        provider = by;
        file = wanted;
        long mine = round;
        try {
            watch = by.watch(wanted, () -> mailbox.execute(() -> tell(mine)));
        } catch (ConfigFault | RuntimeException | Error e) {
            LOG.warn(
                    "stream {}: transport {} cannot watch for what comes: {}",
                    stream,
                    by.transport(),
                    wanted.conceal(e.toString()));
        }
    }

    private void tell(long mine) {
        if (mine == round) {
            came.run();
        }
    }

    void end() {
        round++;
        provider = null;
        file = null;
        Watch ending = watch;
        watch = Watch.NONE;
        try {
            ending.end();
        } catch (RuntimeException | Error e) {
            LOG.warn("stream {}: a watch failed to end", stream, e);
        }
    }
}
