/**
 * The consumer's side of a gateway.
 *
 * <p>{@link org.threadedstreams.client.Streams} gives a {@link org.threadedstreams.client.ThreadedStream} for each stream: a
 * cursor in its journal, to read, write and wait at. In the gateway's framework it is a service; a program on the same host
 * connects by the bridge, without Vert.x.
 *
 * <p>Below that, {@link org.threadedstreams.client.BridgeClient} finds the gateway by its home folder and gives requests and
 * subscriptions by address. Bytes in bodies are base64url without padding.
 *
 * <table>
 * <caption>How a wait at a BridgeClient ends</caption>
 * <tr><th>what happened</th><th>exception</th></tr>
 * <tr><td>no gateway runs on that home, or it does not answer</td>
 *     <td>{@link org.threadedstreams.client.GatewayNotRunningException}</td></tr>
 * <tr><td>the stream or the bridge refused</td>
 *     <td>{@link org.threadedstreams.api.StreamException}, with the code and the unsent bytes</td></tr>
 * <tr><td>no answer within the deadline</td><td>{@link java.util.concurrent.TimeoutException}</td></tr>
 * <tr><td>the connection ended, or the client was closed</td><td>{@link java.io.IOException}</td></tr>
 * </table>
 */
@Export
@Version("1.0.0")
@NullMarked
package org.threadedstreams.client;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
