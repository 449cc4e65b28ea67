/**
 * Finds the first of several literals and regular expressions in bytes that come in chunks. Private to this bundle; knows
 * nothing of streams.
 *
 * <p>A {@link Search} is fed what arrives and gives a {@link Hit} when one of its {@link Target}s is there.
 */
@NullMarked
package org.threadedstreams.client.search;

import org.jspecify.annotations.NullMarked;
