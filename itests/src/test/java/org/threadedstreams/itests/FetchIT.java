package org.threadedstreams.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.threadedstreams.itests.support.StreamUnderTest.refusal;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Arrays;
import org.awaitility.Awaitility;
import org.junit.Before;
import org.junit.Test;
import org.threadedstreams.itests.peer.Far;
import org.threadedstreams.itests.peer.TcpPeer;
import org.threadedstreams.itests.support.Bytes;
import org.threadedstreams.itests.support.Fetched;
import org.threadedstreams.itests.support.GatewayTest;
import org.threadedstreams.itests.support.Reads;
import org.threadedstreams.itests.support.StreamUnderTest;

/** What a journal answers. */
public class FetchIT extends GatewayTest {

    private TcpPeer peer;

    @Before
    public void startPeer() throws Exception {
        peer = gateway.closing(new TcpPeer());
    }

    @Test
    public void everyPlaceCanBeFetchedFrom() throws Exception {
        StreamUnderTest stream = gateway.stream("places");
        Reads reads = stream.reads();
        Far far = open(stream, peer);
        far.send("early");
        reads.await(5);
        Instant between = Instant.now();
        Awaitility.await().until(() -> Instant.now().isAfter(between.plusMillis(40)));
        far.send(" late");
        reads.await(10);
        assertThat(fetched(stream, "earliest")).isEqualTo("early late");
        assertThat(fetched(stream, 0)).isEqualTo("early late");
        assertThat(fetched(stream, 3)).isEqualTo("ly late");
        assertThat(fetched(stream, "3")).isEqualTo("ly late");
        assertThat(fetched(stream, "-4")).isEqualTo("late");
        assertThat(fetched(stream, "-4000")).isEqualTo("early late");
        assertThat(fetched(stream, "latest")).isEmpty();
        assertThat(fetched(stream, 10)).isEmpty();
        assertThat(fetched(stream, "time:" + between.plusMillis(10))).isEqualTo(" late");
        assertThat(fetched(stream, "time:1970-01-01T00:00:00Z")).isEqualTo("early late");
        assertThat(fetched(stream, "time:2999-01-01T00:00:00Z")).isEmpty();

        Fetched part = stream.fetch(2, 4);
        assertThat(part.bytes()).asString().isEqualTo("rly ");
        assertThat(part.offset()).isEqualTo(2);
        assertThat(part.next()).isEqualTo(6);
        assertThat(part.end()).isEqualTo(10);
        assertThat(part.earliest()).isZero();
        assertThat(part.journal()).isEqualTo(reads.journals().get(0));
        assertThat(part.gap()).isNull();
    }

    private static String fetched(StreamUnderTest stream, Object from) throws Exception {
        return new String(stream.fetch(from, 65_536).bytes());
    }

    @Test
    public void whatMakesNoSenseIsRefusedAndSaysWhatDoes() throws Exception {
        StreamUnderTest stream = gateway.stream("nonsense");
        open(stream, peer);
        assertThat(refusal(() -> stream.fetch(1, 1))).hasMessageContainingAll("1 is beyond the end, 0");
        assertThat(refusal(() -> stream.fetch("yesterday", 1))).hasMessageContainingAll("yesterday", "earliest");
        assertThat(refusal(() -> stream.fetch(1.5, 1))).hasMessageContaining("1.5");
        assertThat(refusal(() -> stream.fetch("time:noon", 1))).hasMessageContainingAll("noon", "2026-");
        assertThat(refusal(() -> stream.fetch(0, 0))).hasMessageContaining("1 to 65536");
    }

    @Test
    public void whatRetentionTookIsAHoleAndTheRestIsWhole() throws Exception {
        StreamUnderTest stream = gateway.stream("retention");
        Reads reads = stream.reads();
        Far far = open(stream, peer, "journal = memory", "journalMaxBytes = 65536");
        byte[] bytes = Bytes.random(1_000_000, 6);
        far.send(bytes);
        reads.await(bytes.length);

        Fetched first = stream.fetch(10, 1000);
        long earliest = first.earliest();
        assertThat(earliest).isBetween(bytes.length - 4 * 65_536L, bytes.length - 65_536L);
        assertThat(first.gap())
                .isEqualTo(new JsonObject()
                        .put("at", 10)
                        .put("bytes", (int) earliest - 10)
                        .put("cause", "retention")
                        .put("kind", "hole"));
        assertThat(first.offset()).isEqualTo(earliest);
        assertThat(first.bytes()).isEqualTo(Arrays.copyOfRange(bytes, (int) earliest, (int) earliest + 1000));
        assertThat(first.next()).isEqualTo(earliest + 1000);
        assertThat(stream.fetch(first.next(), 1).gap()).isNull();
        assertThat(stream.fetchAll()).isEqualTo(Arrays.copyOfRange(bytes, (int) earliest, bytes.length));
        assertThat(stream.status().getLong("earliest")).isEqualTo(earliest);
        assertThat(stream.status().getLong("gaps")).isEqualTo(1);
    }
}
