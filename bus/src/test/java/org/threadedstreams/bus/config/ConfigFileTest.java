package org.threadedstreams.bus.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.threadedstreams.api.InvalidOptionException;
import org.threadedstreams.bus.journal.JournalSettings;
import org.threadedstreams.bus.journal.JournalSettings.Kind;
import org.threadedstreams.bus.journal.JournalSettings.Sync;

class ConfigFileTest {

    private static final String FILE = "etc/stream-x.cfg";

    /** A transport's options, as a provider declares them. */
    private @interface Options {
        String host();

        int port() default 23;

        boolean tls() default false;

        String password() default "";

        Mode mode() default Mode.fast;
    }

    /** Public, as the converter needs it. */
    public enum Mode {
        fast,
        slow
    }

    private static ConfigFile file(String... keysAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new ConfigFile(FILE, values, values);
    }

    @Test
    void whatIsNotSaidHasItsDefault() throws ConfigFault {
        StreamSettings settings = file("transport", "tcp").settings();
        assertThat(settings.reconnectMinMillis()).isEqualTo(200);
        assertThat(settings.reconnectMaxMillis()).isEqualTo(30_000);
        assertThat(settings.writeQueueBytes()).isEqualTo(1_048_576);
        assertThat(settings.writeTimeoutMillis()).isEqualTo(30_000);
        assertThat(settings.idleTimeoutMillis()).isZero();
        assertThat(settings.payloadMaxBytes()).isEqualTo(65_536);
        assertThat(settings.journal()).isEqualTo(new JournalSettings(Kind.DISK, 268_435_456, Sync.OS));
        assertThat(settings.lines()).isTrue();
        assertThat(settings.reconnect()).isTrue();
    }

    @Test
    void aJournalInMemoryIsSmallerUnlessToldOtherwise() throws ConfigFault {
        assertThat(file("transport", "tcp", "journal", "memory").settings().journal())
                .isEqualTo(new JournalSettings(Kind.MEMORY, 16_777_216, Sync.OS));
        assertThat(file("transport", "tcp", "journalMaxBytes", "65536", "journalSync", "1s")
                        .settings()
                        .journal())
                .isEqualTo(new JournalSettings(Kind.DISK, 65_536, Sync.SECOND));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reconnect          | yes    | true or false",
                "lines              | 1      | true or false",
                "reconnectMinMillis | soon   | a whole number",
                "reconnectMinMillis | 0      | 1 or more",
                "reconnectMaxMillis | 10     | 200 or more",
                "journal            | tape   | one of disk, memory",
                "journalSync        | 2s     | one of os, 1s, always",
                "journalMaxBytes    | 12     | 65536 or more",
                "writeQueueBytes    | -1     | 1 to 1073741824",
                "writeQueueBytes    | 9999999999 | a whole number",
                "writeTimeoutMillis | 0      | 1 or more",
                "idleTimeoutMillis  | -5     | 0 or more",
                "payloadMaxBytes    | 1.5    | a whole number",
                "charset            | utf-99 | a charset that Java knows",
                "charset            | UTF-16 | a line feed is one byte",
            })
    void aBadValueIsNamedWithFileKeyValueAndWhatIsAllowed(String key, String value, String allowed) {
        assertThatThrownBy(() -> file("transport", "tcp", key, value).settings())
                .isInstanceOf(ConfigFault.class)
                .hasMessageStartingWith(FILE + ": " + key + " = " + value + " must be ")
                .hasMessageContaining(allowed);
    }

    @Test
    void aMissingTransportIsNamed() {
        assertThatThrownBy(() -> file().settings())
                .hasMessage(FILE
                        + ": transport is missing: it must be the name of a transport, such as tcp, ssh or serial");
    }

    @Test
    void aTransportsOptionsAreTyped() throws ConfigFault {
        Options options =
                file("host", "a", "port", " 99 ", "tls", "true", "mode", "slow").options(Options.class, null);
        assertThat(options.host()).isEqualTo("a");
        assertThat(options.port()).isEqualTo(99);
        assertThat(options.tls()).isTrue();
        assertThat(options.password()).isEmpty();
        assertThat(options.mode()).isEqualTo(Mode.slow);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"port | 7O | a whole number", "tls | on | true or false", "mode | FAST | one of [fast, slow]"})
    void aTransportsBadValueIsNamedToo(String key, String value, String allowed) {
        assertThatThrownBy(() -> file("host", "a", key, value).options(Options.class, null))
                .isInstanceOf(ConfigFault.class)
                .hasMessage(FILE + ": " + key + " = " + value + " must be " + allowed);
    }

    @Test
    void aTransportsOwnWordOnAValueNamesTheFileToo() {
        assertThat(file("port", "5").fault(new InvalidOptionException("port", "even")))
                .hasMessage(FILE + ": port = 5 must be even");
    }

    @Test
    void aMissingRequiredKeyIsNamed() {
        assertThatThrownBy(() -> file().options(Options.class, null)).hasMessage(FILE + ": host is missing");
    }

    @Test
    void anUnknownKeyIsAWarningWithTheNearestKnownOne() {
        assertThat(file("hots", "a", "reconect", "true", "port", "1").warnings(Options.class))
                .containsExactly(
                        FILE + ": unknown key hots is ignored; did you mean host?",
                        FILE + ": unknown key reconect is ignored; did you mean reconnect?");
    }

    @Test
    void aSecretThatDoesNotResolveIsSaidAndNeverSent() {
        assertThatThrownBy(() ->
                        file("transport", "tcp", "password", "$[secret:pw]").settings())
                .hasMessageContaining("password = $[secret:pw] does not resolve")
                .hasMessageContaining("secrets/pw");
        assertThatThrownBy(() -> file("transport", "tcp", "host", "$[env:NOPE]").settings())
                .hasMessageContaining("NOPE");
    }

    @Test
    void oneOfTwoSecretsThatDoesNotResolveIsSaidWithoutTheOther() {
        ConfigFile file = new ConfigFile(
                FILE,
                Map.of("transport", "tcp", "command", "q7VxZ2kWn9Tj4RbM $[secret:b]"),
                Map.of("transport", "tcp", "command", "$[secret:a] $[secret:b]"));
        assertThatThrownBy(file::settings)
                .hasMessageContaining("secrets/b")
                .hasMessageNotContaining("q7VxZ2kWn9Tj4RbM");
    }

    @Test
    void aValueFromASecretIsNeverShown() {
        ConfigFile file = new ConfigFile(
                FILE, Map.of("host", "h", "port", "q7VxZ2kWn9Tj4RbM"), Map.of("host", "h", "port", "$[secret:p]"));
        assertThatThrownBy(() -> file.options(Options.class, null))
                .hasMessageContaining("port = (secret) must be a whole number")
                .hasMessageNotContaining("q7VxZ2kWn9Tj4RbM");
        assertThat(file.toString()).doesNotContain("q7VxZ2kWn9Tj4RbM");
    }

    /** A transport that has no keys of its own. */
    private @interface NoOptions {}

    private @interface OddOptions {
        short channel() default 1;

        Mode[] modes() default {};
    }

    @Test
    void aTransportMayHaveNoKeys() throws ConfigFault {
        NoOptions options = file("transport", "fake").options(NoOptions.class, null);
        assertThat(options.annotationType()).isEqualTo(NoOptions.class);
        assertThat(options).isEqualTo(options).hasToString("@" + NoOptions.class.getName() + "()");
    }

    @Test
    void whatOnlyTheConverterCanJudgeIsJudgedBeforeTheTransportSeesIt() {
        assertThatThrownBy(() -> file("modes", "quick").options(OddOptions.class, null))
                .isInstanceOf(ConfigFault.class)
                .hasMessageStartingWith(FILE + ": modes = quick must be");
        ConfigFile secret =
                new ConfigFile(FILE, Map.of("channel", "q7VxZ2kWn9Tj4RbM"), Map.of("channel", "$[secret:c]"));
        assertThatThrownBy(() -> secret.options(OddOptions.class, null))
                .hasMessageContaining("channel = (secret) must be a whole number")
                .hasMessageNotContaining("q7VxZ2kWn9Tj4RbM");
    }

    @Test
    void aTransportIsNeverTakenFromASecretBecauseItIsShownEverywhere() {
        ConfigFile file =
                new ConfigFile(FILE, Map.of("transport", "q7VxZ2kWn9Tj4RbM"), Map.of("transport", "$[secret:t]"));
        assertThat(file.transport()).isEmpty();
        assertThatThrownBy(file::settings)
                .hasMessageContaining("transport = (secret) must be")
                .hasMessageNotContaining("q7VxZ2kWn9Tj4RbM");
    }

    @Test
    void textsFromElsewhereLoseTheSecretsThatTheyQuote() {
        ConfigFile file = new ConfigFile(
                FILE,
                Map.of("command", "login -p q7VxZ2kWn9Tj4RbM ann", "password", "q7VxZ2kWn9Tj4RbM-too", "port", "22"),
                Map.of(
                        "command",
                        "login -p $[secret:p] $[env:USER]",
                        "password",
                        "q7VxZ2kWn9Tj4RbM-too",
                        "port",
                        "$[env:PORT]"));
        assertThat(file.conceal("cannot run \"login -p q7VxZ2kWn9Tj4RbM ann\": no such file"))
                .isEqualTo("cannot run \"(secret)\": no such file");
        assertThat(file.conceal("login: q7VxZ2kWn9Tj4RbM is wrong, q7VxZ2kWn9Tj4RbM-too too, after 22 ms"))
                .isEqualTo("login: (secret) is wrong, (secret) too, after 22 ms");
        assertThat(file.conceal(null)).isEmpty();
        assertThat(file.fault(new InvalidOptionException("port", "a number, not q7VxZ2kWn9Tj4RbM-too")))
                .hasMessage(FILE + ": port = (secret) must be a number, not (secret)");
    }

    @Test
    void aPlaceholderWithinAnotherIsRefusedBecauseItCannotBeToldWhetherItResolved() {
        ConfigFile file = new ConfigFile(
                FILE,
                Map.of("transport", "tcp", "password", "$[secret:prod]"),
                Map.of("transport", "tcp", "password", "$[secret:$[env:STAGE]]"));
        assertThatThrownBy(file::settings).hasMessageContaining("password has a placeholder within another");
    }

    @Test
    void aPlaceholderThatABackslashMakesPlainTextIsNoFault() throws ConfigFault {
        ConfigFile file = new ConfigFile(
                FILE,
                Map.of("transport", "exec", "command", "echo $[env:X]"),
                Map.of("transport", "exec", "command", "echo \\$[env:X]"));
        assertThat(file.settings().lines()).isTrue();
    }
}
