package org.threadedstreams.benchmarks.bare;

import java.util.List;

/** Does what the suite tells it, in a JVM of its own. For one thread. */
public interface Worker {

    /** @return {@code name=value} words */
    String run(List<String> words) throws Exception;
}
