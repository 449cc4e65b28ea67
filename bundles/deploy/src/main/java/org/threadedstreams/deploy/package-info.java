/**
 * Says in plain words what becomes of the bundles in {@code deploy/}, and has configuration live in files alone.
 *
 * <p>What is wrong with bundles is a service, too, for programs such as tests. It has the service property
 * {@code org.threadedstreams.service=troubles}, and is found by that:
 *
 * <pre>{@code
 * ServiceReference<?> service = context.getAllServiceReferences(null, "(org.threadedstreams.service=troubles)")[0];
 * List<String> sentences = ((Supplier<List<String>>) context.getService(service)).get();
 * }</pre>
 *
 * <p>There is a sentence for each trouble at that moment, of every bundle that is not the gateway's own, wherever it was installed from.
 * Bundles that are still being started, or whose services are just on their way, are in the list as well: after an installation, call it
 * until it is empty or the time for that is over. The log, by contrast, has only what has lasted for a second, and only of bundles in
 * the folders that FileInstall watches.
 */
@NullMarked
package org.threadedstreams.deploy;

import org.jspecify.annotations.NullMarked;
