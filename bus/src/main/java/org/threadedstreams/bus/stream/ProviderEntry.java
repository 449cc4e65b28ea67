package org.threadedstreams.bus.stream;

import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.ObjectClassDefinition;
import org.threadedstreams.api.InvalidOptionException;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamListener;
import org.threadedstreams.api.StreamProvider;
import org.threadedstreams.bus.config.ConfigFault;
import org.threadedstreams.bus.config.ConfigFile;

/**
 * A transport that is there.
 *
 * @param bundle the id of the bundle that it comes from
 * @param service the id of its service
 * @param metatype what its bundle publishes of its options, if anything
 */
public record ProviderEntry(
        String transport,
        StreamProvider<?> provider,
        int ranking,
        long bundle,
        long service,
        @Nullable ObjectClassDefinition metatype) {

    StreamConnection open(String stream, ConfigFile file, StreamListener listener) throws ConfigFault {
        return open(provider, stream, file, listener);
    }

    private <O> StreamConnection open(StreamProvider<O> opener, String stream, ConfigFile file, StreamListener listener)
            throws ConfigFault {
        O options = file.options(opener.optionsType(), metatype);
        try {
            return opener.open(stream, options, listener);
        } catch (InvalidOptionException e) {
            throw file.fault(e);
        }
    }

    /** Has the transport say when what a file names comes. */
    StreamProvider.Watch watch(ConfigFile file, Runnable came) throws ConfigFault {
        return watch(provider, file, came);
    }

    private <O> StreamProvider.Watch watch(StreamProvider<O> watcher, ConfigFile file, Runnable came)
            throws ConfigFault {
        return watcher.watch(file.options(watcher.optionsType(), metatype), came);
    }
}
