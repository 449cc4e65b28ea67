package org.threadedstreams.launcher.gateway;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code data/gateway.json}: where a running gateway can be reached. Stateless. */
final class GatewayFile {

    private static final String WEB = "web";

    private final Path file;
    private final Path draft;

    GatewayFile(Home home) {
        file = home.data().resolve("gateway.json");
        draft = home.data().resolve("gateway.json.new");
    }

    /** Writes it in one step: a reader sees the whole of it or none. */
    void write(String version, String bridge, Optional<String> web) throws IOException {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("pid", ProcessHandle.current().pid());
        content.put("version", version);
        content.put("bridge", bridge);
        web.ifPresent(url -> content.put(WEB, url));
        Files.write(draft, (JSON.std.asString(content) + "\n").getBytes(StandardCharsets.UTF_8));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The page's URL, if it says one. */
    Optional<String> web() throws IOException {
        return Optional.ofNullable(JSON.std.mapFrom(Files.readString(file)).get(WEB))
                .map(String::valueOf);
    }

    void remove() throws IOException {
        Files.deleteIfExists(file);
    }
}
