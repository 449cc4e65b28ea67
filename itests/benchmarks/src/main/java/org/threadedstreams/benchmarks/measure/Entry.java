package org.threadedstreams.benchmarks.measure;

import java.util.List;

/**
 * One line of a workload: who does the work, and what it needs.
 *
 * @param name unique in its workload; the table's and the goals'
 * @param needs programs that must be on this machine; it is left out, and the table says so, where one is missing
 * @param largest the largest size that it is asked for: some peers would need hours
 */
public record Entry(String name, Kind kind, List<Need> needs, long largest, Opening opening) {

    /** What a contender is to us. */
    public enum Kind {
        /** The best plain program. What all are compared with. */
        LIMIT,
        /** A library, with nothing of ours around it. */
        BARE,
        /** What a user might take instead. */
        PEER,
        /** Ours. */
        PRODUCT
    }

    /** Makes it ready. Whatever it starts ends when it is closed. */
    @FunctionalInterface
    public interface Opening {
        Contender open(Ground ground) throws Exception;
    }

    public static Entry of(String name, Kind kind, Opening opening) {
        return new Entry(name, kind, List.of(), Long.MAX_VALUE, opening);
    }

    public Entry needing(Need... needed) {
        return new Entry(name, kind, List.of(needed), largest, opening);
    }

    public Entry upTo(long size) {
        return new Entry(name, kind, needs, size, opening);
    }
}
