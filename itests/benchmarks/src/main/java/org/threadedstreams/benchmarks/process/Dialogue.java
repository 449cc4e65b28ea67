package org.threadedstreams.benchmarks.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;

/** Commands out, answers in, a line each. For one thread. */
public final class Dialogue {

    private final BufferedReader in;
    private final PrintStream out;

    public Dialogue(InputStream in, OutputStream out) {
        this.in = new BufferedReader(new InputStreamReader(in, UTF_8));
        this.out = new PrintStream(out, true, UTF_8);
    }

    public void tell(Object... words) {
        StringBuilder line = new StringBuilder();
        for (Object word : words) {
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        out.println(line);
    }

    /** Waits for the next answer. */
    public Answer answer() throws IOException {
        return new Answer(line());
    }

    /** Waits for the next line. */
    public String line() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("the program ended without an answer");
        }
        return line;
    }

    public Answer ask(Object... words) throws IOException {
        tell(words);
        return answer();
    }
}
