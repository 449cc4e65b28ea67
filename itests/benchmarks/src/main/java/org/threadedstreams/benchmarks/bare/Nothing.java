package org.threadedstreams.benchmarks.bare;

import java.io.IOException;

/** A JVM that says that it is there, and ends when its input does. */
public final class Nothing {

    private Nothing() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println("ready=" + System.nanoTime());
        while (System.in.read() >= 0) {
            continue;
        }
    }
}
