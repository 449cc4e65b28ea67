package org.threadedstreams.benchmarks.bare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.List;

/** The program in which a bare library runs: a line of words in, a line of {@code name=value} out, until its input ends. */
public final class BareJvm {

    private BareJvm() {}

    /** @param arguments the {@link Worker}'s class */
    public static void main(String[] arguments) throws Exception {
        Worker worker =
                (Worker) Class.forName(arguments[0]).getDeclaredConstructor().newInstance();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(worker.run(List.of(line.split(" "))));
        }
        System.exit(0);
    }
}
