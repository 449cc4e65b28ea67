package org.threadedstreams.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other sites have a browser do. */
@Timeout(120)
class GateTest {

    private static final String INFO = "/eventbus/info";

    @TempDir
    Path folder;

    private Site site;

    @BeforeEach
    void open() throws Exception {
        site = new Site(folder);
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    private int status(String path, String... headers) throws Exception {
        return site.http().ask("GET", path, headers).answer().status();
    }

    private int webSocket(String... headers) throws Exception {
        return site.stranger(headers).handshake().status();
    }

    private String port() {
        return site.address.substring(site.address.indexOf(':'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:7680",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "127.0.0.2",
                "0.0.0.0",
                "[::2]",
                "[::ffff:127.0.0.1]",
                "127.1",
                "2130706433",
                "localhost."
            })
    void aForeignHostIsRefused(String host) throws Exception {
        for (String path : new String[] {"/", "/page.css", INFO, "/nothing"}) {
            assertThat(status(path, "Host: " + host)).as(path).isEqualTo(403);
        }
        assertThat(webSocket("Host: " + host)).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "127.0.0.1:",
                "127.0.0.1:x",
                "127.0.0.1:7680:7680",
                "user@127.0.0.1",
                "127.0.0.1/",
                "127.0.0.1, evil.example",
                "[::1",
                "[]",
                "127.0.0.1\u00ff"
            })
    void whatIsNoHostIsRefused(String host) throws Exception {
        assertThat(status("/", "Host: " + host)).isEqualTo(400);
    }

    @Test
    void noHostOrSeveralAreRefused() throws Exception {
        assertThat(site.http()
                        .send("GET / HTTP/1.0\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        .answer()
                        .status())
                .isEqualTo(400);
        assertThat(status("/", "Host: 127.0.0.1", "Host: evil.example")).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "LocalHost:9000", "[::1]", "[::1]:7680", "127.0.0.1:1"})
    void theNamesOfThisMachineAreTakenWithAnyPortBecauseItMayBeForwarded(String host) throws Exception {
        assertThat(status("/", "Host: " + host)).isEqualTo(200);
        assertThat(status(INFO, "Host: " + host, "Origin: http://" + host)).isEqualTo(200);
        assertThat(webSocket("Host: " + host, "Origin: http://" + host)).isEqualTo(101);
    }

    @Test
    void theConfiguredHostIsTakenAndNamedInTheUrl() throws Exception {
        try (Site other = new Site(folder, "127.0.0.9", UnaryOperator.identity())) {
            assertThat(other.url).startsWith("http://127.0.0.9:").endsWith("/");
            assertThat(other.http().ask("GET", "/").answer().status()).isEqualTo(200);
        }
    }

    @Test
    void aForeignOriginIsRefusedEverywhere() throws Exception {
        for (String origin : new String[] {
            "http://evil.example",
            "null",
            "",
            "http://127.0.0.1",
            "http://localhost" + port(),
            "http://127.0.0.1:1",
            "https://127.0.0.1" + port(),
            "file://",
            "chrome-extension://abcdefghijklmnop",
            "http://127.0.0.1" + port() + ".evil.example",
            "http://127.0.0.1" + port() + "@evil.example"
        }) {
            for (String path : new String[] {"/", "/js/page.js", INFO, "/nothing"}) {
                assertThat(status(path, "Origin: " + origin))
                        .as(origin + " " + path)
                        .isEqualTo(403);
            }
            assertThat(webSocket("Origin: " + origin)).as(origin).isEqualTo(403);
        }
        assertThat(webSocket("Origin: " + site.url.replaceFirst("/$", ""), "Origin: http://evil.example"))
                .isEqualTo(403);
    }

    @Test
    void theOwnOriginAndProgramsWithoutOneAreTaken() throws Exception {
        String own = "Origin: " + site.url.replaceFirst("/$", "");
        assertThat(status("/js/page.js", own)).isEqualTo(200);
        assertThat(status(INFO, own, "Sec-Fetch-Site: same-origin")).isEqualTo(200);
        assertThat(webSocket(own, "Sec-Fetch-Site: same-origin")).isEqualTo(101);
        assertThat(webSocket()).isEqualTo(101);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "anything"})
    void otherSitesMayLinkToThePageAndNeverReachTheBus(String from) throws Exception {
        String header = "Sec-Fetch-Site: " + from;
        assertThat(status("/", header)).isEqualTo(200);
        assertThat(status(INFO, header)).isEqualTo(403);
        assertThat(webSocket(header)).isEqualTo(403);
    }
}
