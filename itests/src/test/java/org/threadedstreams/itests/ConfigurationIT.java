package org.threadedstreams.itests;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.itests.peer.TcpPeer;
import org.threadedstreams.itests.support.Bystander;
import org.threadedstreams.itests.support.GatewayTest;
import org.threadedstreams.itests.support.Published;
import org.threadedstreams.itests.support.Reads;
import org.threadedstreams.itests.support.StreamUnderTest;

/** Files that are added, edited and deleted while others are busy, and what is said of a bad one. */
public class ConfigurationIT extends GatewayTest {

    private static final String PLANTED = "q7VxZ2kWn9Tj4RbM-and-then-some";

    /** A line that cannot be used, in a file that is good without it, and what must be said of it. */
    private static final Map<String, String[]> BAD = Map.ofEntries(
            bad("port = many", "port = many", "a whole number"),
            bad("port = 70000", "port = 70000", "65535"),
            bad("connectTimeoutMillis = -1", "connectTimeoutMillis = -1", "1 to 600000 milliseconds"),
            bad("tls = yes", "tls = yes", "true or false"),
            bad("reconnect = 1", "reconnect = 1", "true or false"),
            bad("journal = tape", "journal = tape", "disk", "memory"),
            bad("journalSync = never", "journalSync = never", "always"),
            bad("journalMaxBytes = 10", "journalMaxBytes = 10", "65536 or more"),
            bad("writeQueueBytes = 0", "writeQueueBytes = 0", "1 to 1073741824"),
            bad("reconnectMinMillis = 0", "reconnectMinMillis = 0", "1 or more"),
            bad("reconnectMaxMillis = 5", "reconnectMaxMillis = 5", "200 or more"),
            bad("idleTimeoutMillis = soon", "idleTimeoutMillis = soon", "a whole number"),
            bad("charset = klingon", "charset = klingon", "UTF-8"),
            bad("charset = UTF-16", "charset = UTF-16", "one byte"),
            bad("host = $[secret:nobody-wrote-it]", "host = $[secret:nobody-wrote-it]", "secrets/nobody-wrote-it"),
            bad("host = $[env:TSTREAMS_NO_SUCH]", "host = $[env:TSTREAMS_NO_SUCH]", "TSTREAMS_NO_SUCH"));

    private Bystander bystander;
    private TcpPeer peer;

    private static Map.Entry<String, String[]> bad(String line, String... said) {
        return Map.entry(line, said);
    }

    @Before
    public void startTraffic() throws Exception {
        bystander = Bystander.of(gateway);
        peer = gateway.closing(new TcpPeer());
    }

    @After
    public void nobodyElseNoticedAnything() throws Exception {
        bystander.check();
    }

    @Test
    public void aStreamOutlivesEditsAndTheDeletionOfItsFile() throws Exception {
        StreamUnderTest stream = gateway.stream("edited");
        Published errors = stream.published(Verb.ERRORS);
        Reads reads = stream.reads();
        stream.configure(peer.configuration());
        peer.accept().send("one");
        reads.await("one");

        TcpPeer other = gateway.closing(new TcpPeer());
        stream.configure(other.configuration());
        other.accept().send(", two");
        reads.await("two");

        stream.remove();
        JsonObject closed = stream.awaitState("closed");
        assertThat(closed.getString("reason")).contains("removed", "etc/stream-edited.cfg");
        assertThat(stream.fetchAll()).asString().isEqualTo("one, two");

        stream.configure(peer.configuration());
        peer.accept().send(", three");
        assertThat(reads.await("three")).isEqualTo("one, two, three");
        assertThat(reads.sessions()).containsExactly("1", "2", "3");
        assertThat(reads.journals()).containsExactly(closed.getString("journal"));
        assertThat(errors.json()).isEmpty();
    }

    @Test
    public void aSaveThatChangesNothingDisturbsNobody() throws Exception {
        StreamUnderTest stream = gateway.stream("saved");
        open(stream, peer);
        stream.configure(peer.configuration(), "# a comment");
        // Once a later file has been seen, so has this one.
        open(gateway.stream("seen-after"), peer);
        assertThat(stream.status().getLong("session")).isEqualTo(1);
    }

    @Test
    public void aBadValueIsNamedWithItsFileAndItsKeyAndWhatIsAllowed() throws Exception {
        List<StreamUnderTest> bad = new ArrayList<>();
        List<Published> errors = new ArrayList<>();
        int number = 0;
        for (String line : BAD.keySet()) {
            StreamUnderTest stream = gateway.stream("bad" + number++);
            errors.add(stream.published(Verb.ERRORS));
            stream.configure(withInsteadOf(peer.configuration(), line));
            bad.add(stream);
        }
        int at = 0;
        for (String[] said : BAD.values()) {
            StreamUnderTest stream = bad.get(at);
            String reason = stream.awaitState("failed").getString("reason");
            assertThat(reason).contains("etc/stream-bad" + at + ".cfg: ").contains(said);
            assertThat(errors.get(at).awaitError(StreamCode.CONFIG_INVALID).getString("message"))
                    .isEqualTo(reason);
            at++;
        }
        for (StreamUnderTest stream : bad) {
            stream.configure(peer.configuration());
        }
        for (StreamUnderTest stream : bad) {
            stream.awaitState("open");
        }
    }

    /** The lines, with one put in place of the line that has its key. */
    private static String[] withInsteadOf(String[] lines, String line) {
        String key = line.substring(0, line.indexOf(' ') + 1);
        List<String> all = new ArrayList<>(List.of(lines));
        all.removeIf(other -> other.startsWith(key));
        all.add(line);
        return all.toArray(String[]::new);
    }

    @Test
    public void aMissingKeyIsNamed() throws Exception {
        StreamUnderTest stream = gateway.stream("incomplete");
        stream.configure("transport = tcp", "host = 127.0.0.1");
        assertThat(stream.awaitState("failed").getString("reason"))
                .isEqualTo("etc/stream-incomplete.cfg: port is missing: it must be a port number from 1 to 65535");
        stream.configure("host = 127.0.0.1");
        stream.awaitStatus(
                status -> status.getString("reason").startsWith("etc/stream-incomplete.cfg: transport is missing"));
    }

    @Test
    public void aTransportThatIsNotThereIsWaitedFor() throws Exception {
        StreamUnderTest stream = gateway.stream("pigeon");
        stream.configure("transport = pigeon");
        assertThat(stream.awaitState("waiting").getString("reason")).contains("pigeon", "ssh, tcp", "deploy/");
        stream.configure(peer.configuration());
        stream.awaitState("open");
    }

    @Test
    public void anUnknownKeyIsIgnoredAndTheNearestKnownOneIsNamed() throws Exception {
        StreamUnderTest stream = gateway.stream("typo");
        stream.configure(peer.configuration(), "idleTimeoutMilis = 5");
        stream.awaitState("open");
        gateway.awaitLog("WARN", "etc/stream-typo.cfg", "idleTimeoutMilis", "idleTimeoutMillis?");
        assertThat(gateway.log()).doesNotContain("unknown key osgi").doesNotContain("unknown key transport");
    }

    @Test
    public void aNameThatIsNoneIsSaid() throws Exception {
        StreamUnderTest stream = gateway.stream("_hidden");
        stream.configure(peer.configuration());
        gateway.awaitLog("ERROR", "_hidden", "[a-zA-Z0-9]");
        assertThat(stream.status()).isNull();
        stream.remove();
    }

    @Test
    public void aSecretNeverShows() throws Exception {
        gateway.secret("planted", PLANTED);
        Published states = gateway.published(Addresses.ALL_STATES);
        Published errors = gateway.published(Addresses.ALL_ERRORS);
        StreamUnderTest number = gateway.stream("secret-number");
        StreamUnderTest transport = gateway.stream("secret-transport");
        StreamUnderTest unknown = gateway.stream("secret-unknown");
        StreamUnderTest password = gateway.stream("secret-password");
        number.configure("transport = tcp", "host = 127.0.0.1", "port = $[secret:planted]");
        transport.configure("transport = tcp", "host = 127.0.0.1", "port = 1", "charset = x$[secret:planted]");
        unknown.configure(peer.configuration(), "mystery = $[secret:planted]");
        password.configure(peer.configuration(), "trustStorePassword = $[secret:planted]", "tls = maybe");
        assertThat(number.awaitState("failed").getString("reason")).contains("port = (secret)");
        transport.awaitState("failed");
        unknown.awaitState("open");
        password.awaitState("failed");
        String everything = gateway.list() + " " + states.texts() + errors.texts() + gateway.log();
        assertThat(everything).contains("secret-password").doesNotContain(PLANTED);
    }
}
