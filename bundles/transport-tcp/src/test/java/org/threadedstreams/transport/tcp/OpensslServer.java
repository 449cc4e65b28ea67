package org.threadedstreams.transport.tcp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.threadedstreams.testkit.Target;

/** {@code openssl s_server}: a TLS peer that nobody here wrote. What it says, what it reads included, is collected. */
final class OpensslServer implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("ACCEPT .*:(\\d+)");

    private final Process process;
    private final StringBuffer said = new StringBuffer();
    private final int port;

    private OpensslServer(Process process) {
        this.process = process;
        Thread reader = new Thread(this::collect, "s_server");
        reader.setDaemon(true);
        reader.start();
        port = Integer.parseInt(await(PORT).group(1));
    }

    /** @param more arguments beside its certificate */
    static OpensslServer start(Certificate certificate, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "s_server",
                "-accept",
                "127.0.0.1:0",
                "-no_dhe",
                "-cert",
                certificate.certificate().toString(),
                "-key",
                certificate.key().toString()));
        arguments.addAll(List.of(more));
        return new OpensslServer(Openssl.start(arguments));
    }

    private void collect() {
        byte[] some = new byte[4_096];
        try (InputStream in = process.getInputStream()) {
            for (int count = in.read(some); count > 0; count = in.read(some)) {
                said.append(new String(some, 0, count, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException closed) {
            said.append("\n(").append(closed.getMessage()).append(")");
        }
    }

    /** Waits until it said that. */
    Matcher await(Pattern what) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .alias("s_server says " + what)
                .until(() -> what.matcher(said).find());
        Matcher found = what.matcher(said);
        found.find();
        return found;
    }

    /** What a line does that its operator types: it is sent, but for commands such as Q, which ends it in good order. */
    void type(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
        process.getOutputStream().flush();
    }

    /** Ends it as {@code kill -9} does: the system ends its connections, and TLS says nothing. */
    void kill() {
        process.destroyForcibly();
    }

    Target target(Map<String, Object> options) {
        return target("127.0.0.1", options);
    }

    Target target(String host, Map<String, Object> options) {
        Map<String, Object> all = new HashMap<>(options);
        all.put("host", host);
        all.put("port", Integer.toString(port));
        all.put("tls", "true");
        return new Target(all, host + ":" + port);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
