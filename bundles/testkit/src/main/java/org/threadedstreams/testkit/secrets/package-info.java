/** Secrets that tests plant, and the search for them in whatever the tests wrote. */
@NullMarked
package org.threadedstreams.testkit.secrets;

import org.jspecify.annotations.NullMarked;
