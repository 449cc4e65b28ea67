package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.threadedstreams.launcher.Processes.Running;

/**
 * The page in a real browser, opened by the link that {@code tstreams web} prints, with real TCP peers behind the gateway.
 * Its pictures are in {@code target/screenshots}.
 */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageIT {

    @TempDir
    static Path folder;

    private Processes processes;
    private Path home;
    private Path demoHome;
    private Running gateway;
    private Running demo;
    private Browser browser;
    private Device console;
    private Device other;
    private String link;

    @BeforeAll
    void start() throws Exception {
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(Browser.TOOLS)
                    .as("without %s the page is not tested", Browser.TOOLS)
                    .allMatch(Files::isExecutable);
        }
        processes = new Processes(folder);
        home = Processes.home(folder.resolve("home"));
        console = new Device(home, "console");
        other = new Device(home, "other");
        Files.writeString(
                home.resolve("etc/stream-a-console-with-a-long-name.rack-14.slot-07.third-from-the-left.cfg"),
                "transport = tcp\nhost = 127.0.0.1\nport = 1\n");
        Files.writeString(
                home.resolve("etc/stream-stuck.cfg"),
                "transport = exec\ncommand = sleep 10000\nwriteTimeoutMillis = 1000\n");
        Files.writeString(home.resolve("etc/stream-thermometer.cfg"), "transport = zigbee\n");
        Files.writeString(home.resolve("etc/stream-wrong.cfg"), "transport = tcp\nhost = 127.0.0.1\nport = 99999\n");
        demoHome = folder.resolve("demo");
        demo = processes.start("demo", "--home", demoHome.toString());
        gateway = processes.gateway(home);
        link = link(home);
        browser = new Browser();
    }

    @AfterAll
    void stop() throws Exception {
        if (browser != null) {
            browser.close();
            console.close();
            other.close();
        }
        if (processes != null) {
            processes.close();
        }
    }

    @BeforeEach
    void openPage() {
        browser.open(link);
        browser.visible(".row");
    }

    @AfterEach
    void nothingWasComplainedOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theTokenLeavesTheAddressBarAndAReloadGoesOn() {
        assertThat(link).contains("#token=");
        assertThat(browser.address()).isEqualTo(link.replaceAll("#.*", ""));
        openStream("console");
        browser.reload();
        browser.awaitText("#stream-name", "console");
        browser.awaitText("#stream-state", "open");
        assertThat(browser.run("return history.length + localStorage.length + document.cookie"))
                .asString()
                .doesNotContain(link.replaceAll(".*#token=", ""));
    }

    @Test
    void withoutTheTokenItSaysWhatToDo() {
        browser.open(link.replaceAll("#.*", ""));
        browser.awaitText("#no-access", "tstreams web");
        assertThat(browser.shows("#stream-list")).isFalse();
        browser.judge("no-token");
    }

    @Test
    void aWrongTokenIsSaidOnceAndNotTriedAgain() {
        browser.open(link.replaceAll("#.*", "") + "#token=wrong");
        browser.awaitText("#no-access", "refused");
        browser.judge("wrong-token");
        assertThat(
                        browser.run(
                                "return performance.getEntriesByType('resource').filter(e => e.name.includes('eventbus/info')).length"))
                .isEqualTo(1L);
        browser.reload();
        browser.awaitText("#no-access", "opens with a link");
    }

    @Test
    void everyStateIsSaidWithItsReason() {
        browser.awaitText(row("console"), "open");
        browser.awaitText(row("thermometer"), "waiting");
        browser.awaitText(row("wrong"), "failed");
        browser.awaitText("[data-stream^=a-console]", "retrying");
        browser.screenshot("list");
        openStream("wrong");
        browser.awaitText("#stream-reason", "port");
        assertThat(browser.visible("#take").isEnabled()).isFalse();
    }

    @Test
    void bytesArriveAndKeysGoOnlyWhereTheKeyboardWasTaken() throws Exception {
        String before = console.heard();
        openStream("console");
        console.say("\u001b[32mU-Boot 2024.01\u001b[0m\r\nHit any key: ");
        browser.awaitTerminal("U-Boot 2024.01");
        browser.click("#terminal");
        browser.type("abc", Keys.ENTER);
        browser.click("#take");
        browser.visible("#taken");
        browser.type("printenv", Keys.ENTER);
        browser.until(() -> assertThat(console.heard()).isEqualTo(before + "printenv\r"));
        console.say("printenv\r\nbaudrate=115200\r\n=> ");
        browser.awaitTerminal("baudrate=115200");
        browser.screenshot("taken");
        browser.ctrlShiftSpace();
        browser.until(() -> assertThat(browser.shows("#taken")).isFalse());
        browser.type("not this");
        browser.ctrlShiftSpace();
        browser.visible("#taken");
        browser.type(Keys.ESCAPE, Keys.TAB);
        browser.until(() -> assertThat(console.heard()).isEqualTo(before + "printenv\r\u001b\t"));
        // The keyboard survives neither that the focus goes elsewhere nor that another stream is opened.
        browser.click("#filter");
        browser.until(() -> assertThat(browser.shows("#taken")).isFalse());
        browser.click("#take");
        browser.visible("#taken");
        openStream("other");
        browser.click("#terminal");
        browser.type("neither this");
        other.say("done\r\n");
        browser.awaitTerminal("done");
        assertThat(other.heard()).isEmpty();
        assertThat(console.heard()).isEqualTo(before + "printenv\r\u001b\t");
    }

    @Test
    void whatADeviceWantsForEnterIsChosenAndRemembered() throws Exception {
        openStream("other");
        browser.click(".options summary");
        browser.run(
                "const s = document.getElementById('enter'); s.value = 'crlf'; s.dispatchEvent(new Event('change'))");
        browser.click("#echo");
        browser.click("#screen-reader");
        browser.judge("options");
        browser.reload();
        browser.awaitText("#stream-state", "open");
        assertThat(browser.count(".xterm-accessibility")).isOne();
        String before = other.heard();
        browser.click("#take");
        browser.visible("#taken");
        browser.type("*IDN?", Keys.ENTER);
        browser.until(() -> assertThat(other.heard()).isEqualTo(before + "*IDN?\r\n"));
        browser.awaitTerminal("*IDN?");
        browser.run("localStorage.clear()");
    }

    @Test
    void aDeviceThatHangsUpLeavesAnErrorWithWhatItHadSaidAndComesBack() throws Exception {
        openStream("console");
        console.say("\r\nlast words<img src=x onerror=document.title='bad'>\r\n");
        browser.awaitTerminal("last words");
        browser.click("#take");
        browser.visible("#taken");
        console.hangUp();
        browser.awaitTerminal("END_OF_STREAM");
        browser.until(() -> assertThat(browser.shows("#taken")).isFalse());
        browser.awaitTerminal("is open");
        browser.awaitText("#stream-state", "open");
        console.say("and back\r\n");
        browser.awaitTerminal("and back");
        browser.screenshot("session-ended");
        browser.click("#errors-tab");
        browser.click("#stream-errors li:first-child summary");
        browser.awaitText("#stream-errors .hexdump", "73 72 63 3d 78");
        assertThat(browser.text("#stream-errors li:first-child"))
                .contains("END_OF_STREAM", "Read last", "offsets", "Not sent");
        browser.judge("errors-of-a-stream");
        browser.click("nav a[href='#/errors']");
        browser.awaitText("#all-errors", "END_OF_STREAM");
        assertThat(browser.count("img[src=x]")).isZero();
    }

    @Test
    void whatCouldNotBeSentIsShownWithWhatMayHaveLeft() {
        openStream("stuck");
        browser.click("#take");
        browser.visible("#taken");
        browser.run("""
                const clipboard = new DataTransfer();
                clipboard.setData('text/plain', 'firmware '.repeat(100000));
                document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: clipboard, bubbles: true}));
                """);
        browser.awaitText("#unsent", "not sent");
        assertThat(browser.text("#unsent"))
                .contains("WRITE_TIMEOUT", "may have left", "firmware", "66 69 72 6d 77 61 72 65");
        assertThat(browser.shows("#taken")).isFalse();
        browser.judge("unsent");
        browser.click("#dismiss-unsent");
        assertThat(browser.shows("#unsent")).isFalse();
    }

    @Test
    void whatADevicePrintsStaysInItsTerminal() throws Exception {
        String before = other.heard();
        openStream("other");
        String tabs = browser.address();
        other.say(
                "\u001b]0;taken over\u0007\u001b]52;c;aGFja2Vk\u0007\u001b]8;;http://192.0.2.1/\u001b\\press here\u001b]8;;\u001b\\"
                        + "\u001b[c\u001b[6n\u001b[>q<img src=x onerror=\"document.title='bad'\"> harmless\r\n");
        browser.awaitTerminal("harmless");
        browser.click(".xterm-screen");
        assertThat(browser.terminal()).contains("press here<img src=x");
        assertThat(browser.run("return document.title")).isEqualTo("other · Threaded Streams");
        assertThat(browser.run("return document.querySelectorAll('img[src=x], #terminal a').length"))
                .isEqualTo(0L);
        assertThat(browser.address()).isEqualTo(tabs);
        assertThat(other.heard()).as("no answer without the keyboard").isEqualTo(before);
    }

    @Test
    void aHiddenTabSkipsAndCanGoBackToItWhileAnotherTabHasEverything() throws Exception {
        openStream("console");
        console.say("\r\nbefore\r\n");
        browser.awaitTerminal("before");
        String hidden = browser.tab();
        browser.openBeside(link);
        browser.visible(".row");
        openStream("console");
        browser.awaitTerminal("before");
        for (int i = 0; i < 40_000; i += 1000) {
            console.say(IntStream.range(i, i + 1000)
                    .mapToObj(n -> String.format("reading %d  volts%n", n).replace("\n", "\r\n"))
                    .collect(Collectors.joining()));
            browser.awaitTerminal("reading " + (i + 999) + " ");
        }
        assertThat(browser.shows("#skipped")).as("the one that was shown").isFalse();
        browser.show(hidden);
        browser.awaitText("#skipped", "bytes skipped");
        browser.awaitTerminal("reading 39999");
        browser.judge("skipped");
        browser.click("#load-skipped");
        browser.until(() -> assertThat(browser.terminal()).containsPattern("reading 3[12]\\d\\d "));
        assertThat(browser.shows("#skipped")).isFalse();
        browser.screenshot("skipped-loaded");
        browser.click("#live");
        browser.awaitTerminal("reading 39999");
    }

    @Test
    void whatIsOlderComesFromTheJournal() throws Exception {
        openStream("other");
        other.say(IntStream.range(0, 12_000)
                .mapToObj(n -> "old line " + n + "\r\n")
                .collect(Collectors.joining()));
        browser.awaitTerminal("old line 11999");
        browser.reload();
        browser.awaitTerminal("old line 11999");
        browser.awaitText("#position", "from offset");
        browser.click("#older");
        browser.awaitText("#position", "beginning");
        other.say("and on\r\n");
        browser.click("#terminal");
        browser.type(Keys.END);
        browser.awaitTerminal("and on");
    }

    @Test
    void itOutlivesTheGateway() throws Exception {
        openStream("console");
        console.say("\r\nfirst life\r\n");
        browser.awaitTerminal("first life");
        String port = link.replaceAll(".*:(\\d+)/.*", "$1");
        gateway.process().destroyForcibly().waitFor();
        browser.visible("#lost");
        browser.awaitText("#connection", "Not connected");
        assertThat(browser.visible("#take").isEnabled()).isFalse();
        browser.judge("gateway-away");
        Files.writeString(home.resolve("etc/web.cfg"), "port = " + port + "\n");
        gateway = processes.gateway(home);
        browser.awaitText("#connection", "Connected");
        browser.until(() -> assertThat(browser.shows("#lost")).isFalse());
        console.say("second life\r\n");
        browser.awaitTerminal("second life");
        assertThat(browser.terminal()).contains("first life");
        // The attempts in between.
        assertThat(browser.complaints().lines()).allMatch(line -> line.contains("ERR_CONNECTION_REFUSED"));
    }

    @Test
    void everythingIsDoneByKeyboard() throws Exception {
        browser.type(Keys.TAB, Keys.ENTER);
        browser.until(() -> assertThat(browser.focus()).isEqualTo("stream-list"));
        browser.type("/");
        assertThat(browser.focus()).isEqualTo("filter");
        browser.type("cons");
        browser.awaitText("#summary", "2 of ");
        browser.type(Keys.ARROW_DOWN, Keys.END, Keys.ENTER);
        browser.awaitText("#stream-name", "console");
        browser.awaitText("#stream-state", "open");
        browser.ctrlShiftSpace();
        browser.visible("#taken");
        browser.ctrlShiftSpace();
        browser.until(() -> assertThat(browser.shows("#taken")).isFalse());
        browser.type(Keys.ESCAPE);
        browser.until(() -> assertThat(browser.focus()).isEqualTo("stream-list"));
        assertThat(browser.shows("#no-stream")).isTrue();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void aListOfManyStreamsHasOnlyTheRowsInSight() throws Exception {
        for (int i = 0; i < 150; i++) {
            Files.writeString(home.resolve("etc/stream-unit-" + i + ".cfg"), "transport = zigbee\n");
        }
        try {
            browser.awaitText("#summary", "156 streams");
            assertThat(browser.count(".row")).isLessThan(30);
            browser.run("document.getElementById('stream-list').focus()");
            browser.type(Keys.END);
            browser.awaitText(row("wrong"), "failed");
            browser.run("document.getElementById('stream-list').scrollTop = 64 * 70");
            browser.until(() -> assertThat(browser.shows(row("unit-70"))).isTrue());
            browser.click("#filter");
            browser.type("unit-77");
            browser.awaitText("#summary", "1 of 156");
            browser.screenshot("filtered");
        } finally {
            for (int i = 0; i < 150; i++) {
                Files.delete(home.resolve("etc/stream-unit-" + i + ".cfg"));
            }
        }
    }

    @Test
    void theDemoCanBeWatchedAskedAndItsErrorReadInHex() throws Exception {
        demo.awaitOut("run on until Ctrl-C");
        browser.open(link(demoHome));
        openStream("instrument");
        browser.awaitTerminal(" V");
        browser.click("#take");
        browser.visible("#taken");
        browser.type("*IDN?", Keys.ENTER);
        browser.awaitTerminal("DEMO METER");
        openStream("lab");
        browser.click("#take");
        browser.visible("#taken");
        browser.type("./selftest", Keys.ENTER);
        // The tour has run it already.
        browser.until(() -> assertThat(browser.terminal()).containsPattern("(?s)Completed\\..*Completed\\."));
        browser.screenshot("demo-lab");
        openStream("loader");
        browser.click("#errors-tab");
        browser.click("#stream-errors li:last-child summary");
        browser.awaitText("#stream-errors", "|loader 2.1: send|");
        assertThat(browser.text("#stream-errors")).contains("WRITE_FAILED", "|FIRMWARE IMAGE 1|", "may have left");
        assertThat(browser.count("#stream-errors mark")).isPositive();
        browser.judge("demo-loader");
    }

    @Test
    void everyViewIsAccessibleInLightAndDarkWideAndNarrow() throws Exception {
        console.say(
                "\r\n\u001b[31mred \u001b[33myellow \u001b[34mblue \u001b[90mgrey\u001b[0m \u001b[38;2;250;240;120mpale\u001b[0m\r\n");
        for (String scheme : new String[] {"light", "dark"}) {
            browser.scheme(scheme);
            for (boolean wide : new boolean[] {true, false}) {
                if (wide) {
                    browser.wide();
                } else {
                    browser.narrow();
                }
                String name = scheme + (wide ? "" : "-360");
                browser.click("nav a[href='#/streams']");
                browser.visible(".row");
                browser.judge("streams-" + name);
                openStream("console");
                browser.awaitTerminal("pale");
                browser.click("#take");
                browser.visible("#taken");
                browser.judge("terminal-" + name);
                browser.click("nav a[href='#/errors']");
                browser.awaitText("#all-errors", "CONNECT_FAILED");
                browser.click("#all-errors li:first-child summary");
                browser.judge("errors-" + name);
                browser.click("nav a[href='#/transports']");
                browser.awaitText("#transport-rows", "serial");
                browser.judge("transports-" + name);
            }
        }
    }

    private void openStream(String stream) {
        browser.click(row(stream));
        browser.awaitText("#stream-name", stream);
    }

    private static String row(String stream) {
        return ".row[data-stream='" + stream + "']";
    }

    private String link(Path home) throws IOException, InterruptedException {
        Running web = processes.run("web", "--home", home.toString());
        assertThat(web.exitCode()).as(web.err()).isZero();
        return web.out().strip();
    }
}
