package org.threadedstreams.api;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Opens connections of one kind. A transport is an OSGi service of this type with the property {@link #TRANSPORT}; a
 * stream's configuration names it by {@code transport = <value>}.
 *
 * <p>Safe for many threads: one provider serves every stream of its transport.
 *
 * @param <O> the options, an annotation type: each method is a key of the stream's {@code .cfg} file, its default is
 *     the key's default, and a method without a default is a required key. Key names are camelCase and carry their
 *     unit. Values arrive converted by the OSGi Converter. Where the bundle publishes a Metatype for the type
 *     ({@code @ObjectClassDefinition}, and {@code @Designate} on the provider), its minimum, maximum and options are
 *     checked before {@link #open}; its descriptions then end the sentence "... must be".
 */
@ConsumerType
public interface StreamProvider<O> {

    /** The service property that holds the transport's name, as a {@code String}. */
    String TRANSPORT = "transport";

    /** The annotation type that declares this transport's keys. */
    Class<O> optionsType();

    /**
     * Starts to open a connection and returns at once. The listener is told {@link StreamListener#opened()} when it is
     * up, or {@link StreamListener#ended} when it cannot be. A connection comes up paused: nothing is read from it
     * before the first {@link StreamConnection#resume()}.
     *
     * @param stream the stream's name, for the names of threads
     * @param options the converted options
     * @param listener told of everything that happens, on threads of the provider's choosing, one call at a time,
     *     and never from inside this call. Another thread may tell it before the caller has the connection in hand
     * @return the connection, still opening; {@link StreamConnection#close()} gives up an opening one
     * @throws InvalidOptionException if an option's value cannot be used, whatever the peer does
     */
    StreamConnection open(String stream, O options, StreamListener listener);

    /**
     * Says whether values can be used, without opening anything: {@code tstreams check} asks. {@link #open} says the same of
     * them.
     *
     * @param options the converted options, such as {@link #open} gets
     * @throws InvalidOptionException if an option's value cannot be used, whatever the peer does
     */
    default void check(O options) {}

    /**
     * Watches for what the options name to come, such as an adapter that is plugged in: a stream that waits to try again then
     * tries at once. Returns at once. A provider that cannot tell need not override it.
     *
     * @param options the converted options, such as {@link #open} gets
     * @param came told each time that it has come, on a thread of the provider's. What is there already when the watch begins
     *     has not come, so that the watch of something that cannot be opened stays silent
     */
    default Watch watch(O options, Runnable came) {
        return Watch.NONE;
    }

    /** A watch that has begun. */
    @FunctionalInterface
    interface Watch {
        /** Nothing is watched. */
        Watch NONE = () -> {};

        /** Ends it; idempotent, does not block. What is being told at this moment may still be. */
        void end();
    }

    /**
     * Lists what could be opened now, such as the serial ports of this machine. May touch the system and block for
     * some 100 ms.
     */
    default List<StreamEndpoint> endpoints() {
        return List.of();
    }
}
