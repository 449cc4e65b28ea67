package org.threadedstreams.faults.content;

/** SplitMix64's finisher: any number becomes a well-mixed one, the same each time. Stateless. */
public final class Mix {

    private Mix() {}

    public static long mix(long number) {
        long z = number + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    public static long mix(long first, long second) {
        return mix(mix(first) ^ second);
    }
}
