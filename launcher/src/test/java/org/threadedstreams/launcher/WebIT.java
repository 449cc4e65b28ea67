package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.launcher.Processes.Running;
import org.threadedstreams.testkit.secrets.Planted;

/** The page as the distribution serves it, and the link to it. */
@Timeout(300)
class WebIT {

    private static final String TOKEN = Planted.word("page");

    @TempDir
    Path folder;

    private Processes processes;
    private Path home;

    @BeforeEach
    void setUp() throws IOException {
        processes = new Processes(folder).with("TERM", "xterm");
        home = Processes.home(folder.resolve("home"));
        Files.createDirectories(home.resolve("data"));
        Files.writeString(home.resolve("data/token"), TOKEN);
        Files.setPosixFilePermissions(home.resolve("data/token"), PosixFilePermissions.fromString("rw-------"));
        Files.writeString(
                home.resolve("etc/stream-console.cfg"), "transport = exec\ncommand = cat\njournal = memory\n");
    }

    @AfterEach
    void tearDown() throws InterruptedException {
        processes.close();
    }

    @Test
    void theLinkOpensThePageAndItsTokenTheBus() throws Exception {
        Running gateway = processes.gateway(home);

        Running web = processes.run("web", "--home", home.toString());
        assertThat(web.exitCode()).isZero();
        assertThat(web.err()).isEmpty();
        assertThat(web.out()).matches("http://127\\.0\\.0\\.1:\\d+/#token=" + TOKEN + "\n");
        String page = web.out().substring(0, web.out().indexOf('#'));
        assertThat(JSON.std.mapFrom(Files.readString(home.resolve("data/gateway.json"))))
                .containsEntry("web", page);
        HttpResponse<String> index = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(page)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(index.statusCode()).isEqualTo(200);
        assertThat(index.body()).contains("Threaded Streams");
        assertThat(index.headers().firstValue("content-type")).contains("text/html; charset=utf-8");

        try (BrowserTab tab = BrowserTab.of(page)) {
            assertThat(tab.next()).isEqualTo("o");
            tab.sendFrame("{\"type\":\"send\",\"address\":\"streams.transports\",\"replyAddress\":\"r\",\"body\":{},"
                    + "\"headers\":{\"authorization\":\"Bearer " + TOKEN + "\"}}");
            assertThat(tab.next().replace("\\", ""))
                    .contains("\"transport\":\"exec\",\"bundle\":\"threadedstreams-transport-exec\",\"version\":\"")
                    .contains("\"ranking\":0,\"used\":true,\"streams\":1}")
                    .contains("\"transport\":\"ssh\"");
            gateway.process().destroy();
            assertThat(tab.awaitEnd()).isEqualTo("c[3001,\"the gateway stops\"]");
        }
        assertThat(gateway.awaitExit().exitCode()).isZero();
        assertThat(gateway.out() + gateway.err() + Files.readString(home.resolve("data/log/gateway.log")))
                .as("no log has the token")
                .doesNotContain(TOKEN);
    }

    @Test
    void onATerminalRunShowsTheLink() throws Exception {
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(Files.isExecutable(Path.of("/usr/bin/script")))
                    .as("no /usr/bin/script: the link on a terminal is not tested")
                    .isTrue();
        }
        Running person = processes.startCommand(List.of(
                "/usr/bin/script",
                "-qefc",
                "exec '" + processes.program() + "' run --home '" + home + "' 2> '" + folder.resolve("log") + "'",
                "/dev/null"));
        person.awaitOut("/#token=" + TOKEN);
        assertThat(Files.readString(folder.resolve("log"))).doesNotContain(TOKEN);
    }

    @Test
    void aBusyPortNamesTheFileToEdit() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(home.resolve("etc/web.cfg"), "port = " + busy.getLocalPort() + "\n");
            Running gateway = processes.run("run", "--home", home.toString());
            assertThat(gateway.exitCode()).isEqualTo(2);
            assertThat(gateway.err().lines().filter(line -> line.startsWith("tstreams: ")))
                    .as("%s", gateway.err())
                    .singleElement()
                    .asString()
                    .contains("the page cannot listen", String.valueOf(busy.getLocalPort()), "set port in etc/web.cfg");
            assertThat(gateway.out()).isEmpty();
            assertThat(home.resolve("data/gateway.json")).doesNotExist();
        }
    }
}
