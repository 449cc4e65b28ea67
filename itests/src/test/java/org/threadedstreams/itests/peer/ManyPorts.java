package org.threadedstreams.itests.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** Ptys, each with something behind it that says back what it reads. */
public final class ManyPorts implements AutoCloseable {

    private final List<Path> paths = new ArrayList<>();
    private final List<Process> makers = new ArrayList<>();

    /**
     * @param folder where their links are made
     */
    public ManyPorts(Path folder, int count) throws IOException {
        String socat = Tool.path("socat", "socat");
        for (int i = 0; i < count; i++) {
            Path path = folder.resolve("port" + i);
            paths.add(path);
            makers.add(new ProcessBuilder(socat, "pty,raw,echo=0,link=" + path, "EXEC:cat")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        }
        Awaitility.await("the ptys are there")
                .atMost(Duration.ofSeconds(60))
                .until(() -> paths.stream().allMatch(Files::exists));
    }

    public List<Path> paths() {
        return List.copyOf(paths);
    }

    @Override
    public void close() {
        for (Process maker : makers) {
            maker.descendants().forEach(ProcessHandle::destroyForcibly);
            maker.destroyForcibly();
        }
    }
}
