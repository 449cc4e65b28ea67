/** Real peers on this machine, which streams are connected to. */
package org.threadedstreams.itests.peer;
