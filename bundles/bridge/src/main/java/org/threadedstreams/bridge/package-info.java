/**
 * The TCP event-bus bridge: the gateway's addresses for other processes and other languages.
 *
 * <p>The wire is that of {@code vertx-tcp-eventbus-bridge}, so its clients work unchanged: a frame is a length of four
 * bytes, big-endian, and as many bytes of JSON. Spoken here rather than taken from there, because that one has no limit
 * on a frame, no eye on a client that does not read, no token, and no way to add {@code code} and {@code unsent} to an
 * error frame.
 *
 * <table>
 * <caption>From the client</caption>
 * <tr><th>type</th><th>keys</th><th>does</th></tr>
 * <tr><td>{@code send}</td><td>{@code address}, {@code replyAddress}, {@code headers}, {@code body}</td>
 *     <td>a request to {@code streams.list} or to a stream's {@code write}, {@code fetch} or {@code control}. Without
 *     {@code replyAddress} only a failure is answered</td></tr>
 * <tr><td>{@code register}</td><td>{@code address}</td>
 *     <td>subscribes to {@code streams.errors}, {@code streams.state} or a stream's {@code read}, {@code lines},
 *     {@code errors} or {@code state}; the stream need not exist yet. Twice is once. Later frames wait until it
 *     holds</td></tr>
 * <tr><td>{@code unregister}</td><td>{@code address}</td><td>ends that</td></tr>
 * <tr><td>{@code publish}</td><td></td><td>refused: whatever a client may send to is a request</td></tr>
 * <tr><td>{@code ping}</td><td></td><td>is answered by {@code pong}, after all that earlier frames registered</td></tr>
 * </table>
 *
 * <table>
 * <caption>To the client</caption>
 * <tr><th>type</th><th>keys</th><th>is</th></tr>
 * <tr><td>{@code message}</td><td>{@code address}, {@code headers}, {@code body}, {@code send}</td>
 *     <td>what was published there ({@code send} false), or the reply: then {@code address} is the request's
 *     {@code replyAddress} ({@code send} true). Bytes are base64url without padding</td></tr>
 * <tr><td>{@code err}</td><td>{@code address}, {@code sourceAddress}, {@code failureCode}, {@code failureType},
 *     {@code message}, {@code code}, {@code unsent}</td>
 *     <td>a request failed: {@code address} is its {@code replyAddress}, {@code sourceAddress} where it went; the last
 *     two come with the failures of a stream</td></tr>
 * <tr><td>{@code err}</td><td>{@code message}, {@code address} and {@code sourceAddress} as far as known</td>
 *     <td>the bridge refused a frame. The message begins with {@code unauthorized}, {@code access_denied},
 *     {@code malformed}, {@code unknown_type}, {@code unknown_address} or {@code too_many}, and says what is
 *     allowed</td></tr>
 * <tr><td>{@code pong}</td><td></td><td></td></tr>
 * </table>
 *
 * <p><b>Access.</b> A connection's first frame, of any type, has the header {@code authorization: Bearer <token>}, with
 * the token from {@code data/token}. Later frames may have it too. It never reaches the bus. A missing or wrong one is
 * answered by an {@code err} frame, and the connection ends; so it does after a length that is negative or over
 * {@value org.threadedstreams.bridge.conversation.Conversation#FRAME_LIMIT_BYTES} bytes, because the next frame cannot be found. A
 * {@code ping} without a token is answered like that too, but the next frame may still show it: Vert.x's own clients ping
 * before anything else.
 *
 * <p><b>Headers</b> of a request go to the bus as they are; none of them steers the bridge or the bus, except that a
 * write's {@code timeoutMillis} is waited for.
 *
 * <p><b>Falling behind.</b> While a client has {@value org.threadedstreams.bridge.conversation.Conversation#OUTGOING_LIMIT_BYTES} bytes
 * to read, nothing that is published is queued for it. When it has read most of them, it gets for each address on which
 * it missed something:
 * <ul>
 *   <li>{@code read}: one message with an empty body, whose {@code offset} is the end of what was published: fetch what
 *       lies between it and what you have;
 *   <li>{@code lines}: the same with {@code partial: true}; its {@code offset} is at least the offset of the last missed
 *       line and at most its end, because a line's terminator is not published;
 *   <li>{@code state} and {@code streams.state}: the latest missed state object of each stream;
 *   <li>{@code errors} and {@code streams.errors}: the latest missed error event, with header {@code missed}: how many
 *       before it were dropped, if any.
 * </ul>
 * The same happens when the gateway's own loop falls behind what is published. A client that asks without reading the
 * answers is not read from until it does. So a client costs at most 1 MiB of output and one frame of input, besides the
 * unsent bytes of its own failed writes; clients of the same address share one copy.
 */
@NullMarked
package org.threadedstreams.bridge;

import org.jspecify.annotations.NullMarked;
