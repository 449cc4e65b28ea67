package org.threadedstreams.benchmarks.measure;

/** How much is measured. */
public enum Form {
    /** In a build: the smallest sizes, to find what is grossly worse. */
    SMOKE(2, " --smoke"),
    /** The smaller sizes: under five minutes on two cores. */
    SHORT(2, " --short"),
    FULL(7, "");

    private final int rounds;
    private final String option;

    Form(int rounds, String option) {
        this.rounds = rounds;
        this.option = option;
    }

    /** How often each contender has its turn, unless told otherwise. */
    public int rounds() {
        return rounds;
    }

    /** How the command line is asked for it. */
    public String option() {
        return option;
    }
}
