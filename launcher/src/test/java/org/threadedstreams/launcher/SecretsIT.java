package org.threadedstreams.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.launcher.Processes.Running;
import org.threadedstreams.testkit.secrets.Planted;
import org.threadedstreams.testkit.secrets.SecretScan;

/**
 * A gateway that logs all it can is given secrets, right and wrong ones, in right and wrong places; then everything that it
 * wrote, said and showed is searched for them.
 */
@Timeout(300)
class SecretsIT {

    private static final String TOKEN = Planted.word("Token");

    @TempDir
    Path folder;

    private Processes processes;
    private Path home;
    private PasswordHost host;
    private ServerSocket silent;
    private final SecretScan scan = new SecretScan();

    @BeforeEach
    void setUp() throws Exception {
        Path distribution = LoudDistribution.in(folder.resolve("distribution"));
        processes = new Processes(folder, distribution)
                .with("TERM", "xterm")
                .with("PLANTED", Planted.secret("in the environment"));
        home = Processes.home(folder.resolve("home"));
        Files.createDirectories(home.resolve("data"));
        Files.writeString(home.resolve("data/token"), TOKEN);
        Files.setPosixFilePermissions(home.resolve("data/token"), PosixFilePermissions.fromString("rw-------"));
        host = new PasswordHost(Files.createDirectories(folder.resolve("host")));
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Files.createDirectories(home.resolve("secrets"));
    }

    @AfterEach
    void tearDown() throws Exception {
        if (processes != null) {
            processes.close();
        }
        host.close();
        silent.close();
    }

    @Test
    void noSecretIsShownAnywhere() throws Exception {
        Map<String, String> states = configure();
        Running gateway = processes.gateway(home);
        awaitStates(states);
        wrongTokens();
        Files.writeString(home.resolve("secrets/edited"), Planted.secret("edited"));
        stream("ssh-right", "open", ssh(host.port(), "password = $[secret:edited]"));
        awaitStates(Map.of("ssh-right", "backoff"));
        stream("ssh-right", "open", ssh(host.port(), "password = $[secret:right]"));
        awaitStates(Map.of("ssh-right", "open"));
        showEverything();
        scan.text(
                Path.of("threads"),
                tool("jstack", "-l", "-e", Long.toString(gateway.process().pid())));
        scan.text(
                Path.of("properties"),
                tool("jcmd", Long.toString(gateway.process().pid()), "VM.system_properties"));
        scan.text(
                Path.of("command line"),
                tool("jcmd", Long.toString(gateway.process().pid()), "VM.command_line"));
        gateway.process().destroy();
        gateway.awaitExit();
        assertThat(gateway.err()).as("it logs all it can").contains("TRACE");

        scanAll();
        assertThat(scan.files()).isGreaterThan(30);
        assertThat(scan.findings()).isEmpty();
    }

    @Test
    void noSecretIsShownByTheShell() throws Exception {
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(Files.isExecutable(Path.of("/usr/bin/script")))
                    .as("no /usr/bin/script: the shell is not tested")
                    .isTrue();
        }
        configure();
        Running shell = processes.startCommand(List.of(
                "/usr/bin/script",
                "-qefc",
                "stty rows 4000 cols 400; exec '" + processes.program() + "' shell --home '" + home + "'",
                "/dev/null"));
        shell.awaitOut("tstreams ready");
        type(shell, "stream:list\r");
        type(shell, "stream:info ssh-right\r");
        type(shell, "stream:info port\r");
        type(shell, "scr:list\r");
        type(shell, "each (scr:list) { scr:info ($it id) }\r");
        type(shell, "scr:info org.threadedstreams.bus.StreamConfigurations\r");
        type(shell, "scr:config\r");
        type(shell, "each [(bundles)] { inspect cap service ($it bundleId) }\r");
        type(shell, "each (servicereferences org.osgi.service.cm.ConfigurationPlugin null) { echo $it }\r");
        type(shell, "set\r");
        type(shell, "echo at the end\r");
        shell.awaitOut("at the end\r\n");
        type(shell, "exit\r");
        shell.awaitExit();
        assertThat(shell.out())
                .contains("org.threadedstreams.bus.StreamConfigurations")
                .contains("host");

        scanAll();
        assertThat(scan.findings()).isEmpty();
    }

    /** The file of each stream, with the state that it comes to. */
    private Map<String, String> configure() throws Exception {
        Map<String, String> states = new TreeMap<>();
        secret("right", PasswordHost.PASSWORD);
        secret("wrong", Planted.secret("wrong password"));
        secret("passphrase", PasswordHost.PASSPHRASE);
        secret("wrong-passphrase", Planted.secret("wrong passphrase"));
        secret("store", Stores.PASSWORD);
        secret("word", Planted.word("word"));
        int port = host.port();
        states.putAll(stream("ssh-right", "open", ssh(port, "password = $[secret:right]")));
        states.putAll(stream("ssh-wrong", "backoff", ssh(port, "password = $[secret:wrong]")));
        states.putAll(stream("ssh-env", "backoff", ssh(port, "password = $[env:PLANTED]")));
        states.putAll(stream("ssh-literal", "backoff", ssh(port, "password = " + Planted.secret("in the file"))));
        states.putAll(stream(
                "ssh-changed",
                "backoff",
                ssh(port, "password = $[secret:right]").replace("known_hosts", "changed_hosts")));
        String identity = "identity = " + host.identity() + "\n";
        states.putAll(stream("key-right", "open", ssh(port, identity + "identityPassphrase = $[secret:passphrase]")));
        states.putAll(stream(
                "key-wrong", "backoff", ssh(port, identity + "identityPassphrase = $[secret:wrong-passphrase]")));
        states.putAll(stream("key-none", "backoff", ssh(port, identity)));
        states.putAll(stream(
                "user", "backoff", ssh(port, "password = $[secret:wrong]").replace("somebody", "$[secret:word]")));
        states.putAll(
                stream("ssh-command", "open", ssh(port, "password = $[secret:right]\ncommand = say $[secret:word]")));
        states.putAll(stream("unknown-key", "open", ssh(port, "password = $[secret:right]\npasswrd = $[secret:word]")));
        states.putAll(stream("heartbeat", "failed", ssh(port, "heartbeatMillis = $[secret:word]")));
        String tcp = "transport = tcp\nhost = 127.0.0.1\n";
        String tls = tcp + "tls = true\nport = " + silent.getLocalPort() + "\n";
        Path store = Stores.in(folder.resolve("store.p12"));
        states.putAll(stream(
                "store-right",
                "connecting",
                tls + "trustStore = " + store + "\ntrustStorePassword = $[secret:store]\n"));
        states.putAll(stream(
                "store-wrong", "backoff", tls + "trustStore = " + store + "\ntrustStorePassword = $[secret:wrong]\n"));
        states.putAll(stream(
                "keystore-wrong", "backoff", tls + "keyStore = " + store + "\nkeyStorePassword = $[secret:wrong]\n"));
        states.putAll(stream("port", "failed", tcp + "port = $[secret:word]\n"));
        states.putAll(stream("host", "backoff", "transport = tcp\nport = 1\nhost = $[secret:word]\n"));
        states.putAll(stream("charset", "failed", tls + "charset = $[secret:word]\n"));
        states.putAll(stream("journal", "failed", tls + "journal = $[secret:word]\n"));
        states.putAll(stream("size", "failed", tls + "journalMaxBytes = $[secret:word]\n"));
        states.putAll(stream("transport", "failed", "transport = $[secret:word]\n"));
        states.putAll(stream("serial", "backoff", "transport = serial\nport = /dev/$[secret:word]\n"));
        states.putAll(stream("baud", "failed", "transport = serial\nport = /dev/null\nbaud = $[secret:word]\n"));
        states.putAll(stream("exec", "open", "transport = exec\ncommand = : $[secret:word]; cat\n"));
        states.putAll(
                stream("exec-wrong", "backoff", "transport = exec\ndirectory = /$[secret:word]\ncommand = cat\n"));
        states.putAll(stream("unresolved", "failed", tls + "trustStorePassword = $[secret:word]$[secret:nosuch]\n"));
        return states;
    }

    private void secret(String name, String value) throws IOException {
        Files.writeString(home.resolve("secrets").resolve(name), value + "\n");
    }

    private Map<String, String> stream(String name, String state, String text) throws IOException {
        Files.writeString(home.resolve("etc/stream-" + name + ".cfg"), text);
        return Map.of(name, state);
    }

    private String ssh(int port, String more) {
        return "transport = ssh\nhost = 127.0.0.1\nport = " + port + "\nusername = somebody\nknownHosts = "
                + host.folder().resolve("known_hosts") + "\n" + more + "\n";
    }

    private void awaitStates(Map<String, String> wanted) {
        Awaitility.await().atMost(Processes.LIMIT).untilAsserted(() -> {
            Map<String, String> found = new TreeMap<>();
            Running list = client("list", "--json");
            for (String line : list.out().lines().toList()) {
                Map<String, Object> state = JSON.std.mapFrom(line);
                String name = String.valueOf(state.get("stream"));
                if (wanted.containsKey(name)) {
                    // The one that waits for its next attempt is in between now and then.
                    boolean retries = wanted.get(name).equals("backoff")
                            && state.get("state").equals("connecting");
                    found.put(name, retries ? "backoff" : String.valueOf(state.get("state")));
                }
            }
            assertThat(found).isEqualTo(wanted);
        });
    }

    private Running client(String... arguments) throws IOException, InterruptedException {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--home";
        all[arguments.length + 1] = home.toString();
        return processes.run(all);
    }

    private void showEverything() throws Exception {
        client("list");
        client("errors");
        client("errors", "--json");
        client("send", "ssh-wrong", "hello\\n");
        client("send", "ssh-right", "hello\\n");
        client("send", "port", "hello\\n");
        client("tail", "ssh-right", "--from", "earliest", "--no-follow", "--hex");
        client("expect", "ssh-right", "never", "--timeout", "1s");
        client("expect", "exec", "never", "--timeout", "1s");
    }

    /** Frames with a wrong token, and with the right one where something else is wrong. */
    private void wrongTokens() throws IOException, InterruptedException {
        String right = "\"headers\":{\"authorization\":\"Bearer " + TOKEN + "\"}";
        String wrong = "\"headers\":{\"authorization\":\"Bearer " + Planted.word("Wrong") + "\"}";
        for (String frame : List.of(
                "{\"type\":\"ping\"," + wrong + "}",
                "{\"type\":\"ping\"," + wrong,
                "{\"type\":\"ping\"," + right,
                "{\"type\":\"ping\"," + right + "}}",
                "{\"type\":\"" + TOKEN + "\"," + wrong + "}",
                "{\"type\":\"send\",\"address\":\"streams." + TOKEN + ".write\"," + wrong + "}",
                "{\"type\":\"send\",\"address\":\"nobody\"," + right + ",\"body\":{\"x\":" + TOKEN + "}}",
                "{\"type\":\"send\",\"address\":\"streams.list\",\"replyAddress\":\"r\"," + right + ",\"body\":{}}",
                "{\"headers\":{\"authorization\":\"Basic " + TOKEN + "\"},\"type\":\"ping\"}",
                "{\"headers\":{\"authorization\":[\"" + TOKEN + "\"]},\"type\":\"ping\"}",
                "{\"type\":\"ping\",\"headers\":\"" + TOKEN + "\"}",
                "GET /" + TOKEN + " HTTP/1.1\r\n\r\n",
                TOKEN)) {
            scan.text(Path.of("answer to a frame"), answer(frame));
            scan.text(Path.of("answer to a tab"), answerToTab(frame));
        }
    }

    private String answerToTab(String frame) throws IOException, InterruptedException {
        String page = String.valueOf(JSON.std
                .mapFrom(Files.readString(home.resolve("data/gateway.json")))
                .get("web"));
        try (BrowserTab tab = BrowserTab.of(page)) {
            tab.sendFrame(frame);
            tab.sendFrame("{}");
            tab.sendText(TOKEN);
            return tab.awaitEnd();
        }
    }

    private String answer(String frame) throws IOException {
        Map<String, Object> gateway = JSON.std.mapFrom(Files.readString(home.resolve("data/gateway.json")));
        String bridge = String.valueOf(gateway.get("bridge"));
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), Integer.parseInt(bridge.substring(bridge.lastIndexOf(':') + 1)))) {
            byte[] bytes = frame.getBytes(UTF_8);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(bytes.length);
            out.write(bytes);
            socket.shutdownOutput();
            socket.setSoTimeout((int) Processes.LIMIT.toMillis());
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static String tool(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }

    private static void type(Running shell, String keys) throws IOException {
        OutputStream in = shell.process().getOutputStream();
        in.write(keys.getBytes(UTF_8));
        in.flush();
    }

    /** What the processes printed, and the whole home: logs, journals, kept errors, the framework's own files. */
    private void scanAll() throws IOException {
        scan.folder(folder, this::isPlanted);
    }

    /** The places where a secret was put, and where ConfigAdmin keeps a file that has one in plain words. */
    private boolean isPlanted(Path file) {
        return file.startsWith(folder.resolve("distribution"))
                || file.startsWith(home.resolve("secrets"))
                || file.equals(home.resolve("data/token"))
                || file.equals(home.resolve("etc/stream-ssh-literal.cfg"))
                || file.equals(host.identity())
                || file.endsWith("stream/ssh-literal.config");
    }
}
