package org.threadedstreams.web;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * The files of the page, in memory: what a browser asks for is one of them, to the letter, or is not there. No path is
 * ever resolved. Immutable.
 */
final class Page {

    private static final String FOLDER = "/page/";
    private static final String INDEX = "/index.html";
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("map", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    private final Map<String, PageFile> files = new HashMap<>();

    /**
     * One file.
     *
     * @param etag its entity tag, with quotes
     */
    record PageFile(Buffer content, String type, String etag) {}

    /** A page of these files, by their paths, each of which begins with a slash. */
    Page(Map<String, byte[]> contents) {
        contents.forEach((path, content) -> files.put(path, file(path, content)));
        PageFile index = files.get(INDEX);
        if (index != null) {
            files.put("/", index);
        }
    }

    /** The files in the bundle's folder {@code page/}. Blocks on its file. */
    static Page of(Bundle bundle) throws IOException {
        Map<String, byte[]> contents = new HashMap<>();
        Enumeration<URL> entries = bundle.findEntries(FOLDER, "*", true);
        for (URL entry : entries == null ? Collections.<URL>emptyList() : Collections.list(entries)) {
            String path = entry.getPath();
            if (!path.endsWith("/")) {
                try (InputStream in = entry.openStream()) {
                    contents.put(path.substring(FOLDER.length() - 1), in.readAllBytes());
                }
            }
        }
        return new Page(contents);
    }

    /**
     * The file at a path.
     *
     * @param path as the browser sent it, nothing decoded
     */
    @Nullable
    PageFile at(String path) {
        return files.get(path);
    }

    private static PageFile file(String path, byte[] content) {
        String extension = path.substring(path.lastIndexOf('.') + 1);
        return new PageFile(
                Buffer.buffer(content), TYPES.getOrDefault(extension, "application/octet-stream"), etag(content));
    }

    private static String etag(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + '"';
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
