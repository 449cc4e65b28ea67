package org.threadedstreams.launcher.client;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.threadedstreams.api.StreamEndpoint;
import org.threadedstreams.api.StreamProvider;
import org.threadedstreams.launcher.CommandFailure;
import org.threadedstreams.launcher.Distribution;

/** The shipped serial transport, without a gateway around it. Stateless. */
public final class ShippedTransport {

    private static final String PROVIDER = "org.threadedstreams.transport.serial.SerialStreamProvider";

    private ShippedTransport() {}

    /** What it could open now, as a gateway would say it. */
    public static List<Map<String, Object>> serialEndpoints(Distribution distribution) {
        Path transport = distribution.transports().resolve("transport-serial.jar");
        try (URLClassLoader classes = new URLClassLoader(
                new URL[] {url(transport), url(distribution.bundles().resolve("jSerialComm.jar"))},
                ShippedTransport.class.getClassLoader())) {
            StreamProvider<?> provider = (StreamProvider<?>)
                    classes.loadClass(PROVIDER).getConstructor().newInstance();
            return provider.endpoints().stream().map(StreamEndpoint::shape).toList();
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new CommandFailure(transport + " cannot be used: " + e, e);
        } catch (IOException | RuntimeException e) {
            throw new CommandFailure("the serial ports cannot be listed: " + e.getMessage(), e);
        }
    }

    private static URL url(Path file) throws IOException {
        return file.toUri().toURL();
    }
}
