package org.threadedstreams.benchmarks.bare;

import static net.sf.expectit.matcher.Matchers.contains;
import static net.sf.expectit.matcher.Matchers.regexp;

import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import net.sf.expectit.Expect;
import net.sf.expectit.ExpectBuilder;

/** {@code PORT TEXT literal|pattern}: ExpectIt on the JDK's blocking socket. */
public final class ExpectItFind implements Worker {

    private static final int BUFFER_BYTES = 64 * 1024;

    @Override
    public String run(List<String> words) throws Exception {
        String text = words.get(1);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(words.get(0)));
                Expect expect = new ExpectBuilder()
                        .withInputs(socket.getInputStream())
                        .withBufferSize(BUFFER_BYTES)
                        .withInfiniteTimeout()
                        .withExceptionOnFailure()
                        .build()) {
            expect.expect(words.get(2).equals("literal") ? contains(text) : regexp(text));
            return "end=" + System.nanoTime();
        }
    }
}
