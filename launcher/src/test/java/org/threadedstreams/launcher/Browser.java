package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a screen, and what a person does in it. Used by one thread. */
final class Browser implements AutoCloseable {

    static final List<Path> TOOLS = List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromedriver"));

    /** Generous: the machine that runs the tests may have other things to do. */
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static final Path AXE = Path.of(System.getProperty("tstreams.axe"));
    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    /** Selenium would say that it does not know this Chromium's own protocol in all parts; kept, for it is held weakly. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver driver;
    private final String axe;

    Browser() throws IOException {
        SELENIUM.setLevel(Level.SEVERE);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(TOOLS.get(0).toFile());
        // As root, Chromium has no sandbox; it sees nothing here but this gateway's page.
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        LoggingPreferences log = new LoggingPreferences();
        log.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", log);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(TOOLS.get(1).toFile())
                .usingAnyFreePort()
                .build();
        driver = new ChromeDriver(service, options);
        axe = Files.readString(AXE);
        Files.createDirectories(SCREENSHOTS);
    }

    /** Begins anew at an address, in a wide window and in light colours: nothing of the tab is kept. */
    void open(String address) {
        driver.switchTo().newWindow(WindowType.TAB);
        String opened = driver.getWindowHandle();
        for (String other : driver.getWindowHandles()) {
            if (!other.equals(opened)) {
                driver.switchTo().window(other).close();
            }
        }
        driver.switchTo().window(opened);
        wide();
        scheme("light");
        driver.get(address);
    }

    /** One more tab, which hides the others. */
    void openBeside(String address) {
        driver.switchTo().newWindow(WindowType.TAB);
        wide();
        driver.get(address);
    }

    String tab() {
        return driver.getWindowHandle();
    }

    void show(String tab) {
        driver.switchTo().window(tab);
    }

    String address() {
        return driver.getCurrentUrl();
    }

    void reload() {
        driver.navigate().refresh();
    }

    void wide() {
        size(1280, 800);
    }

    void narrow() {
        size(360, 740);
    }

    private void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** What the system would say: {@code light} or {@code dark}. */
    void scheme(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    void click(String selector) {
        visible(selector).click();
    }

    /** An element that can be seen, as soon as there is one. */
    WebElement visible(String selector) {
        until(() -> assertThat(driver.findElements(By.cssSelector(selector)))
                .as(selector)
                .anyMatch(WebElement::isDisplayed));
        return driver.findElements(By.cssSelector(selector)).stream()
                .filter(WebElement::isDisplayed)
                .findFirst()
                .orElseThrow();
    }

    boolean shows(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream().anyMatch(WebElement::isDisplayed);
    }

    int count(String selector) {
        return driver.findElements(By.cssSelector(selector)).size();
    }

    /** The text of the first such element, as a person sees it. */
    String text(String selector) {
        return String.valueOf(run("return document.querySelector(arguments[0])?.innerText", selector))
                .replace('\u00a0', ' ');
    }

    void awaitText(String selector, String text) {
        until(() -> assertThat(text(selector)).as(selector).contains(text));
    }

    /** What the terminal shows at the moment. */
    String terminal() {
        return text(".xterm-rows");
    }

    void awaitTerminal(String text) {
        awaitText(".xterm-rows", text);
    }

    /** Keys to whatever has the focus. */
    void type(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    void ctrlShiftSpace() {
        new Actions(driver)
                .keyDown(Keys.CONTROL)
                .keyDown(Keys.SHIFT)
                .sendKeys(Keys.SPACE)
                .keyUp(Keys.SHIFT)
                .keyUp(Keys.CONTROL)
                .perform();
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Which element has the focus: its id. */
    String focus() {
        return String.valueOf(run("return document.activeElement.id || document.activeElement.className"));
    }

    void screenshot(String name) {
        try {
            Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Holds the page as it is now against the rules of WCAG 2.2, contrast among them, and takes its picture. */
    void judge(String name) {
        screenshot(name);
        assertThat(run("return document.documentElement.scrollWidth <= window.innerWidth"))
                .as("%s: nothing is wider than the window", name)
                .isEqualTo(true);
        run(axe);
        Object violations = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(
                    (result) => done(result.violations.flatMap((violation) => violation.nodes.map(
                        (node) => `${violation.id}: ${node.html} ${node.failureSummary}`))),
                    (failure) => done([String(failure)]));
                """);
        assertThat((List<?>) violations).as(name).isEmpty();
    }

    /** What the browser complained of since it was asked last: errors, exceptions, and what the policy refused. */
    String complaints() {
        return StreamSupport.stream(driver.manage().logs().get(LogType.BROWSER).spliterator(), false)
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getMessage())
                .collect(Collectors.joining("\n"));
    }

    void until(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .untilAsserted(assertion);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
