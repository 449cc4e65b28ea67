/**
 * The demo: simulated devices on loopback, each a real peer, and a tour of what the gateway does with them.
 */
@NullMarked
package org.threadedstreams.launcher.demo;

import org.jspecify.annotations.NullMarked;
