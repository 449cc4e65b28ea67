package org.threadedstreams.benchmarks.bare;

/** This JVM's heap. Stateless. */
final class Heap {

    private Heap() {}

    /** How many bytes live, after a collection. */
    static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
