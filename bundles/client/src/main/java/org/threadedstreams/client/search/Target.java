package org.threadedstreams.client.search;

/** What to look for. Immutable. */
public sealed interface Target permits Literal, Regex {}
