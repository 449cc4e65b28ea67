/**
 * The page, and the event bus for it.
 *
 * <p>The page's files lie in this bundle's folder {@code page/} and hold no secret. Its link carries the token behind a
 * {@code #}, where no server, log or other site sees it.
 *
 * <p>{@code /eventbus} speaks SockJS, of which only the WebSocket, and on it the frames that
 * {@link org.threadedstreams.bridge} describes, so Vert.x's client for browsers works unchanged. That client pings before
 * it can show the token, and wants no pong: pings are taken at any time and not answered.
 *
 * <p>SockJS is spoken here rather than taken from vertx-web, because a socket of that one reads on without bound while it
 * is paused, encodes what is published once for each client, and takes any message that fits into the heap.
 */
@NullMarked
package org.threadedstreams.web;

import org.jspecify.annotations.NullMarked;
