/** What peers send and what is written to them, by formula, and the judges that compare. */
@NullMarked
package org.threadedstreams.faults.content;

import org.jspecify.annotations.NullMarked;
