package org.threadedstreams.launcher.gateway;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code data/gateway.json}: where a running gateway can be reached. Stateless. */
final class GatewayFile {

    private final Path file;
    private final Path draft;

    GatewayFile(Home home) {
        file = home.data().resolve("gateway.json");
        draft = home.data().resolve("gateway.json.new");
    }

    /** Writes it in one step: a reader sees the whole of it or none. */
    void write(String version, String bridge) throws IOException {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("pid", ProcessHandle.current().pid());
        content.put("version", version);
        content.put("bridge", bridge);
        Files.write(draft, (JSON.std.asString(content) + "\n").getBytes(StandardCharsets.UTF_8));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void remove() throws IOException {
        Files.deleteIfExists(file);
    }
}
