/** What somebody does who has the manual and the artifacts, and no source. */
package org.threadedstreams.kit;
