package org.threadedstreams.faults.fault;

import java.nio.file.Path;
import org.threadedstreams.rig.GatewayProcess;

/**
 * Where a stream is set up. Immutable.
 *
 * @param folder for its files, of its own
 * @param number of the stream among those of its kind, from 0
 */
public record Site(String stream, int number, long seed, Path folder, GatewayProcess gateway) {}
