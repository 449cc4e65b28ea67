/** What people type and see: text with escapes, bytes as hex dumps, error events. */
@Export
@Version("1.0.0")
@NullMarked
package org.threadedstreams.client.text;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
