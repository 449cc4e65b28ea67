package org.threadedstreams.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.threadedstreams.web.Http.Answer;

/** The files, and nothing but the files. */
@Timeout(120)
class PageTest {

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

    @ParameterizedTest
    @CsvSource({
        "/, /index.html, text/html; charset=utf-8",
        "/?a=b, /index.html, text/html; charset=utf-8",
        "/index.html, /index.html, text/html; charset=utf-8",
        "/page.css, /page.css, text/css; charset=utf-8",
        "/js/page.js, /js/page.js, text/javascript; charset=utf-8",
        "/lib/odd.bin, /lib/odd.bin, application/octet-stream"
    })
    void aFileIsServedWithItsType(String path, String file, String type) throws Exception {
        Answer answer = site.http().ask("GET", path).answer();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(new String(Site.PAGE.get(file), StandardCharsets.UTF_8));
        assertThat(answer.headers())
                .containsEntry("content-type", type)
                .containsEntry("cache-control", "no-cache")
                .containsKey("etag");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nothing", "/eventbus/info", "/eventbus/1/2/websocket"})
    void everyAnswerTellsTheBrowserToBeStrict(String path) throws Exception {
        assertThat(site.http().ask("GET", path).answer().headers())
                .containsEntry("content-security-policy", Headers.POLICY)
                .containsEntry("x-content-type-options", "nosniff")
                .containsEntry("referrer-policy", "no-referrer")
                .containsEntry("cross-origin-resource-policy", "same-origin")
                .containsEntry("cross-origin-opener-policy", "same-origin")
                .containsEntry("x-frame-options", "DENY")
                .doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void thePolicyAllowsOnlyWhatComesFromHere() {
        assertThat(Headers.POLICY)
                .startsWith("default-src 'none';")
                .contains("script-src 'self';", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'")
                .doesNotContain("unsafe-eval", "*", "http");
    }

    @Test
    void whatTheBrowserHasAlreadyIsNotSentAgain() throws Exception {
        Http http = site.http();
        String etag = http.ask("GET", "/page.css").answer().headers().get("etag");

        Answer again = http.ask("GET", "/page.css", "If-None-Match: " + etag).answer(false);
        assertThat(again.status()).isEqualTo(304);
        assertThat(http.ask("GET", "/page.css", "If-None-Match: \"other\"")
                        .answer()
                        .body())
                .isEqualTo("body{}");
    }

    @Test
    void headHasTheSameHeadersAndNoBody() throws Exception {
        Http http = site.http();
        Answer get = http.ask("GET", "/js/page.js").answer();
        Answer head = http.ask("HEAD", "/js/page.js").answer(false);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.headers()).isEqualTo(get.headers());
        assertThat(http.ask("GET", "/page.css").answer().body()).isEqualTo("body{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "X"})
    void othersThanGetAndHeadAreRefused(String method) throws Exception {
        for (String path : new String[] {"/", "/eventbus/info", Site.PATH, "/eventbus/123/abcdefgh/xhr"}) {
            Answer answer = site.http()
                    .ask(method, path, "Content-Length: 5")
                    .send("hello".getBytes(StandardCharsets.US_ASCII))
                    .answer();
            assertThat(answer.status()).as(path).isEqualTo(405);
            assertThat(answer.headers()).containsEntry("allow", "GET, HEAD");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/../index.html",
                "/../../../../../../etc/passwd",
                "/js/../index.html",
                "/js/./page.js",
                "/js//page.js",
                "//index.html",
                "/js/",
                "/js",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/%252e%252e/etc/passwd",
                "/..%2f..%2fetc%2fpasswd",
                "/..%5c..%5cetc%5cpasswd",
                "/..\\..\\etc\\passwd",
                "/js\\page.js",
                "/index.html%00",
                "/index.html%00.css",
                "/%00",
                "/index.html/",
                "/INDEX.HTML",
                "/index.html%20",
                "/index%2ehtml",
                "/page/index.html",
                "/META-INF/MANIFEST.MF",
                "/OSGI-INF/org.threadedstreams.web.Web.xml",
                "/org/threadedstreams/web/Web.class",
                "/etc/passwd",
                "/data/token",
                "/index.html;a=b",
                "/.",
                "/%c0%ae%c0%ae/etc/passwd",
                "http://127.0.0.1/index.html",
                "http://evil.example/",
                "file:///etc/passwd",
                "index.html",
                "*",
                "/\u0000",
                "/%",
                "/%zz",
                "/eventbus",
                "/eventbus/",
                "/eventbus/123/abcdefgh/xhr",
                "/eventbus/123/abcdefgh/xhr_streaming",
                "/eventbus/123/abcdefgh/eventsource",
                "/eventbus/123/abcdefgh/jsonp?c=f",
                "/eventbus/123/abcdefgh/htmlfile?c=f",
                "/eventbus/iframe.html",
                "/eventbus/websocket",
                "/eventbus/1.2/abc/websocket",
                "/eventbus//abc/websocket"
            })
    void aTrickInThePathLeadsToNoFile(String path) throws Exception {
        Answer answer = site.http().ask("GET", path).answer();

        assertThat(answer.status()).isIn(400, 404);
        assertThat(answer.body()).doesNotContain("title", "root:", site.token);
    }

    @Test
    void headersAndPathsHaveALimit() throws Exception {
        assertThat(site.http().ask("GET", "/" + "x".repeat(10_000)).answer().status())
                .isEqualTo(414);
        assertThat(site.http()
                        .ask("GET", "/", "X: " + "x".repeat(10_000))
                        .answer()
                        .status())
                .isEqualTo(431);
    }

    @Test
    void rubbishInsteadOfHttpEndsTheConnection() throws Exception {
        for (String rubbish :
                new String[] {"\u0000\u0001\u0002\r\n\r\n", "GET\r\n\r\n", "\u0016\u0003\u0001\u0002\r\n\r\n"}) {
            Http http = site.http().send(rubbish.getBytes(StandardCharsets.ISO_8859_1));
            http.rest();
        }
        assertThat(site.http().ask("GET", "/").answer().status()).isEqualTo(200);
    }
}
