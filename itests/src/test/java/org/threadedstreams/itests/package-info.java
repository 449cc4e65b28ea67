/** What a user of the gateway sees, on the shipped bundles and against real peers. */
package org.threadedstreams.itests;
