package org.threadedstreams.transport.serial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.threadedstreams.api.InvalidOptionException;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamEndpoint;
import org.threadedstreams.testkit.RecordingListener;
import org.threadedstreams.testkit.Target;
import org.threadedstreams.testkit.WatchedConnection;
import org.threadedstreams.transport.serial.FakeSystem.Adapter;

/** Ports that are named by what they are. Linux's folders are made up; the library and the ptys are real. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SerialIdentityTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private FakeSystem system;
    private PtyPeer first;
    private PtyPeer second;

    @BeforeEach
    void plugIn() throws IOException {
        system = new FakeSystem(folder);
        first = PtyPeer.start();
        second = PtyPeer.start();
    }

    @AfterEach
    void pull() throws IOException {
        system.close();
        first.close();
        second.close();
    }

    private void plugTwo() throws IOException {
        system.plug("ttyUSB0", system.adapter("FIRST", "1-1.2"), first);
        system.plug("ttyUSB1", system.adapter("SECOND", "1-1.3"), second);
    }

    @ParameterizedTest
    @CsvSource({"usbSerial,FIRST", "location,1-1.2"})
    void namesThatAreSwappedBetweenTwoOpeningsDoNotMatter(String key, String value) throws Exception {
        plugTwo();
        assertReaches(first, FakeSystem.by(key, value));

        system.unplug("ttyUSB0");
        system.unplug("ttyUSB1");
        system.plug("ttyUSB0", system.adapter("SECOND", "1-1.3"), second);
        system.plug("ttyUSB1", system.adapter("FIRST", "1-1.2"), first);

        assertReaches(first, FakeSystem.by(key, value));
    }

    @Test
    void anAdapterIsFoundByEveryKeyAndBySeveral() throws Exception {
        plugTwo();
        assertReaches(second, FakeSystem.by("usbSerial", "SECOND"));
        assertReaches(second, FakeSystem.by("location", "1-1.3", "usbVendor", "0403", "usbProduct", "6001"));
        system.unplug("ttyUSB0");
        assertReaches(second, FakeSystem.by("usbVendor", "0403", "usbProduct", "6001"));
        system.plug("ttyUSB2", new Adapter("067B", "2303", "", "2-1", 0), first);
        assertReaches(second, FakeSystem.by("usbVendor", "0403"));
        assertReaches(second, FakeSystem.by("usbSerial", "SECOND", "usbInterface", "0"));
    }

    @Test
    void thePortsOfAnAdapterThatHasSeveralAreToldApart() throws Exception {
        system.plug("ttyUSB0", new Adapter("0403", "6011", "QUAD", "1-2", 0), first);
        system.plug("ttyUSB1", new Adapter("0403", "6011", "QUAD", "1-2", 1), second);

        StreamEnd end = refusal(FakeSystem.by("usbSerial", "QUAD"));
        assertThat(end.message())
                .startsWith("usbSerial QUAD: several ports have that: ")
                .contains("usbInterface 1");
        assertThat(end.remedy()).isEqualTo("add usbInterface to say which");

        assertReaches(second, FakeSystem.by("usbSerial", "QUAD", "usbInterface", "1"));
    }

    @Test
    void anAdapterThatCouldBeSeveralIsRefusedNamingThemAndWhatTellsThemApart() throws Exception {
        plugTwo();

        StreamEnd end = refusal(FakeSystem.by("usbVendor", "0403", "usbProduct", "6001"));

        assertThat(end.code()).isEqualTo(StreamCode.CONNECT_FAILED);
        assertThat(end.message())
                .isEqualTo("usbVendor 0403, usbProduct 6001: several ports have that: " + folder + "/dev/ttyUSB0"
                        + " (usbVendor 0403, usbProduct 6001, usbSerial FIRST, usbInterface 0, location 1-1.2); "
                        + folder + "/dev/ttyUSB1"
                        + " (usbVendor 0403, usbProduct 6001, usbSerial SECOND, usbInterface 0, location 1-1.3)");
        assertThat(end.remedy()).isEqualTo("add usbSerial or location to say which");
    }

    @Test
    void anAdapterThatIsNotThereIsRefusedNamingThoseThatAre() throws Exception {
        assertThat(refusal(FakeSystem.by("location", "1-9")).remedy()).contains("there is no USB adapter");
        plugTwo();

        StreamEnd end = refusal(FakeSystem.by("usbSerial", "THIRD", "usbVendor", "0403"));

        assertThat(end.message()).isEqualTo("usbVendor 0403, usbSerial THIRD: no such USB adapter is plugged in");
        assertThat(end.remedy())
                .startsWith("plug it in, or correct usbVendor, usbSerial; there is ")
                .contains("usbSerial FIRST", "location 1-1.3", "tstreams ports");
    }

    @Test
    void aNameThatIsTakenByAnotherWhileItIsOpenedIsLetGo() throws Exception {
        plugTwo();
        List<ListedPort> before = system.ports().list();
        List<ListedPort> after = List.of(
                new ListedPort(before.get(1).path(), "", before.get(0).attributes()),
                new ListedPort(before.get(0).path(), "", before.get(1).attributes()));
        Iterator<List<ListedPort>> lists = List.of(before, after).iterator();

        StreamEnd end = refusal(new SerialStreamProvider(lists::next), FakeSystem.by("usbSerial", "FIRST"));

        assertThat(end.message()).contains("another device took the name " + folder + "/dev/ttyUSB0");
        assertReaches(first, FakeSystem.by("usbSerial", "FIRST"));
    }

    @ParameterizedTest
    @CsvSource({
        "usbVendor,FTDI,four hexadecimal digits",
        "usbProduct,60010,four hexadecimal digits",
        "location,left,1-1.2",
        "usbInterface,A,whole number",
    })
    void aValueThatCannotBeUsedIsNamed(String key, String value, String allowed) {
        assertInvalid(key, allowed, FakeSystem.by("usbSerial", "FIRST", key, value));
    }

    @Test
    void whatSaysTooLittleOrTooMuchIsNamed() {
        assertInvalid("port", "unless usbSerial", Map.of());
        assertInvalid("location", "empty when port", FakeSystem.by("port", "/dev/ttyUSB0", "location", "1-1"));
        assertInvalid("usbProduct", "usbVendor", FakeSystem.by("usbProduct", "6001"));
        assertInvalid("usbInterface", "usbVendor", FakeSystem.by("usbInterface", "0"));
    }

    private void assertInvalid(String key, String allowed, Map<String, Object> options) {
        assertThatThrownBy(() -> open(new SerialStreamProvider(system.ports()), options))
                .isInstanceOfSatisfying(InvalidOptionException.class, e -> {
                    assertThat(e.key()).isEqualTo(key);
                    assertThat(e.allowed()).contains(allowed);
                });
    }

    @Test
    void portsAreListedWithWhatIsKnownOfThem() throws Exception {
        system.plug("ttyUSB10", system.adapter("FIRST", "1-1.2"), first);
        system.plug("ttyUSB2", new Adapter("0403", "6011", "", "3-4", 1), second);
        system.onBoard("ttyS0", "4");
        system.onBoard("ttyS1", "0");

        List<StreamEndpoint> endpoints = new SerialStreamProvider(system.ports()).endpoints();

        assertThat(endpoints)
                .extracting(StreamEndpoint::name)
                .containsExactly(folder + "/dev/ttyS0", folder + "/dev/ttyUSB2", folder + "/dev/ttyUSB10");
        assertThat(endpoints.get(0).attributes()).containsExactly(Map.entry("port", folder + "/dev/ttyS0"));
        assertThat(endpoints.get(0).description()).isEqualTo("serial port of serial8250");
        assertThat(endpoints.get(1).attributes())
                .containsEntry("usbInterface", "1")
                .doesNotContainKey("usbSerial");
        assertThat(endpoints.get(2).description()).isEqualTo("FT232R USB UART");
        assertThat(endpoints.get(2).attributes())
                .containsOnly(
                        Map.entry("port", folder + "/dev/ttyUSB10"),
                        Map.entry("usbVendor", "0403"),
                        Map.entry("usbProduct", "6001"),
                        Map.entry("usbSerial", "FIRST"),
                        Map.entry("usbInterface", "0"),
                        Map.entry("location", "1-1.2"),
                        Map.entry("manufacturer", "FTDI"));
    }

    private static WatchedConnection open(SerialStreamProvider provider, Map<String, Object> options) {
        return WatchedConnection.open(provider, new Target(options, ""), new RecordingListener());
    }

    private StreamEnd refusal(Map<String, Object> options) {
        return refusal(new SerialStreamProvider(system.ports()), options);
    }

    private static StreamEnd refusal(SerialStreamProvider provider, Map<String, Object> options) {
        return open(provider, options).listener().awaitEnded(PATIENCE);
    }

    private void assertReaches(PtyPeer pty, Map<String, Object> options) throws Exception {
        WatchedConnection connection = open(new SerialStreamProvider(system.ports()), options);
        connection.listener().awaitOpened(PATIENCE);
        connection.writeAll("hello".getBytes(UTF_8), PATIENCE);
        assertThat(pty.input().readNBytes(5)).asString(UTF_8).isEqualTo("hello");
        connection.close().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
