package org.threadedstreams.faults;

import java.nio.file.Path;
import java.util.List;
import org.threadedstreams.faults.fault.Fault;

/**
 * What is to be run. Immutable.
 *
 * @param faults how many, over all kinds
 * @param streams of each kind, all struck at the same time
 * @param distribution the assembled program
 * @param work a folder for everything that it makes
 */
public record SuiteOptions(int faults, long seed, List<Fault> kinds, int streams, Path distribution, Path work) {}
