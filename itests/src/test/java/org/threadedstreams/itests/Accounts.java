package org.threadedstreams.itests;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.itests.support.StreamUnderTest;

/** What became of writes that were asked for one after the other in one session. Immutable. */
final class Accounts {

    private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();
    private long handedOver;
    private int doubt;
    private int failed;

    /** Waits until every write has its reply, and checks that the replies fit together. */
    Accounts(List<CompletableFuture<JsonObject>> writes) {
        for (CompletableFuture<JsonObject> write : writes) {
            if (StreamUnderTest.outcomeOf(write).isPresent()) {
                failed(StreamUnderTest.failureOf(write));
            } else {
                succeeded(write.join());
            }
        }
    }

    private void succeeded(JsonObject receipt) {
        assertThat(failed).isZero();
        assertThat(receipt.getLong("offset")).isEqualTo(handedOver);
        handedOver += receipt.getLong("bytes");
    }

    private void failed(StreamException failure) {
        Unsent part = failure.unsent();
        if (failed == 0) {
            handedOver = part.offset();
            doubt = part.doubt();
        } else {
            assertThat(part.offset()).isEqualTo(handedOver + unsent.size());
            assertThat(part.doubt()).isZero();
        }
        failed++;
        assertThat(part.bytes()).hasSize((int) part.count());
        unsent.writeBytes(part.bytes());
    }

    /** How many writes failed. */
    int failed() {
        return failed;
    }

    long handedOver() {
        return handedOver;
    }

    int doubt() {
        return doubt;
    }

    byte[] unsent() {
        return unsent.toByteArray();
    }
}
