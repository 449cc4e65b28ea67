/** The gateway under test, and what operators and consumers do to it. */
package org.threadedstreams.itests.support;
