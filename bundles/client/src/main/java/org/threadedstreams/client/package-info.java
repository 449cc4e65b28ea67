/**
 * Talks to a running gateway from another process on the same host, without Vert.x.
 *
 * <p>{@link org.threadedstreams.client.BridgeClient} finds the gateway by its home folder and gives requests and
 * subscriptions by address. Bytes in bodies are base64url without padding.
 *
 * <table>
 * <caption>How a wait ends</caption>
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
