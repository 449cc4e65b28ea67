package org.threadedstreams.client.handle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.client.Found;
import org.threadedstreams.client.Mark;
import org.threadedstreams.client.Receipt;
import org.threadedstreams.client.StreamTimeoutException;
import org.threadedstreams.client.ThreadedStream;
import org.threadedstreams.client.Until;

/** What a handle gives and consumes, over a scripted gateway. */
@Timeout(20)
class HandleReadTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration NOW = Duration.ZERO;

    private final ScriptedGateway gateway = new ScriptedGateway();
    private final PortStreams streams = new PortStreams(gateway);
    private ThreadedStream handle;

    @BeforeEach
    void attach() throws Exception {
        gateway.receive("old");
        handle = streams.attach("console");
    }

    @AfterEach
    void close() {
        streams.close();
    }

    @Test
    void itStartsAtTheLiveEnd() throws Exception {
        assertThat(handle.ready()).isZero();
        gateway.receive("new");
        assertThat(handle.consume()).asString().isEqualTo("new");
        assertThat(handle.mark().input()).isEqualTo(6);
    }

    @Test
    void readsPeekAndConsume() throws Exception {
        gateway.receive("abc");
        gateway.receive("def");
        assertThat(handle.ready()).isEqualTo(6);
        assertThat(handle.peek(4)).asString().isEqualTo("abcd");
        assertThat(handle.read(2)).asString().isEqualTo("ab");
        assertThat(handle.consume()).asString().isEqualTo("cdef");
        assertThat(handle.consume()).isEmpty();
    }

    @Test
    void manyHandlesDoNotDisturbEachOther() throws Exception {
        ThreadedStream other = streams.attach("console");
        gateway.receive("x");
        assertThat(handle.consume()).asString().isEqualTo("x");
        assertThat(other.consume()).asString().isEqualTo("x");
    }

    @Test
    void aTargetSplitOverTwoChunksIsFound() throws Exception {
        gateway.receive("well: Comp");
        assertThatThrownBy(() -> handle.readUntil("Completed.", NOW)).isInstanceOf(StreamTimeoutException.class);
        gateway.receive("leted. rest");

        Found found = handle.readUntil("Completed.", SOON);

        assertThat(found.before()).isEqualTo("well: ");
        assertThat(found.text()).isEqualTo("Completed.");
        assertThat(found.from()).isEqualTo(3);
        assertThat(found.start()).isEqualTo(9);
        assertThat(found.end()).isEqualTo(19);
        assertThat(handle.consume()).asString().isEqualTo(" rest");
    }

    @Test
    void aTargetThatComesByteByByteWhileItIsWaitedForIsFound() throws Exception {
        Thread peer = new Thread(() -> {
            for (char c : "x\u00e4Gr\u00fc\u00dfe.".toCharArray()) {
                for (byte b : String.valueOf(c).getBytes(UTF_8)) {
                    gateway.receive(new byte[] {b});
                }
            }
        });
        peer.start();
        Found found = handle.readUntil("Gr\u00fc\u00dfe", SOON);
        peer.join();
        assertThat(found.before()).isEqualTo("x\u00e4");
        assertThat(found.start()).isEqualTo(6);
    }

    @Test
    void aPatternThatNeedsTooMuchStackIsRefusedAndConsumesNothing() throws Exception {
        gateway.receive("ab".repeat(30_000));
        assertThatThrownBy(() -> handle.readUntil(Pattern.compile("((a|b)|(b|a))*c"), SOON))
                .isInstanceOfSatisfying(StreamException.class, e -> {
                    assertThat(e.code()).isEqualTo(StreamCode.REFUSED);
                    assertThat(e.unread().from()).isEqualTo(3);
                })
                .hasMessageContaining("too much stack");
        assertThat(handle.consume()).hasSize(60_000);
    }

    @Test
    void theFirstOfSeveralTargetsWins() throws Exception {
        gateway.receive("Password: login: ");
        Found found = handle.readUntil(
                Until.text("login: ").or(Pattern.compile("[Pp]ass(word): ")).or(new byte[] {0}), SOON);
        assertThat(found.which()).isEqualTo(1);
        assertThat(found.groups()).extracting(Found.Group::text).containsExactly("Password: ", "word");
        assertThat(found.groups().get(1).start()).isEqualTo(7);
        assertThat(handle.consume()).asString().isEqualTo("login: ");
    }

    @Test
    void aTimeoutConsumesNothingAndShowsTheTail() throws Exception {
        gateway.receive("boot\r\n\u001b[31mpanic\u0007");
        StreamTimeoutException timeout = catchThrowableOfType(
                StreamTimeoutException.class, () -> handle.readUntil("login: ", Duration.ofMillis(50)));
        assertThat(timeout)
                .hasMessageContaining("\"login: \" did not come to console within 50 ms")
                .hasMessageContaining("boot\\r\\n\\e[31mpanic\\x07");
        assertThat(timeout.code()).isEqualTo(StreamCode.READ_FAILED);
        assertThat(timeout.unread().bytes()).asString().isEqualTo("boot\r\n\u001b[31mpanic\u0007");
        assertThat(timeout.unread().from()).isEqualTo(3);
        assertThat(timeout.unread().to()).isEqualTo(gateway.end());
        assertThat(timeout.unread().truncated()).isFalse();
        assertThat(handle.consume()).asString().startsWith("boot");
    }

    @Test
    void theUnreadPayloadIsItsTailOnly() {
        gateway.receive(new byte[60_000]);
        gateway.receive(new byte[60_000]);
        gateway.receive("end");
        StreamTimeoutException timeout =
                catchThrowableOfType(StreamTimeoutException.class, () -> handle.readUntil("login: ", NOW));
        assertThat(timeout.unread().bytes()).hasSize(65_536).endsWith("end".getBytes(UTF_8));
        assertThat(timeout.unread().from()).isEqualTo(gateway.end() - 65_536);
        assertThat(timeout.unread().truncated()).isTrue();
    }

    @Test
    void linesEndAtLineFeedsAndLoseTheirReturns() throws Exception {
        gateway.receive("one\r\ntw");
        gateway.receive("o\n\r\r\nrest");
        assertThat(handle.readLine(SOON)).isEqualTo("one");
        assertThat(handle.readLine(SOON)).isEqualTo("two");
        assertThat(handle.readLine(SOON)).isEmpty();
        assertThatThrownBy(() -> handle.readLine(NOW)).isInstanceOf(StreamTimeoutException.class);
        assertThat(handle.consume()).asString().isEqualTo("rest");
    }

    @Test
    void linesAreSkippedAndCountedAndEnded() throws Exception {
        gateway.receive("echo\na\nb\nc\nOK\nmore\n");
        Mark start = handle.mark();
        assertThat(handle.readLines(2, 1, line -> false, SOON, SOON)).containsExactly("a", "b");
        handle.from(start);
        assertThat(handle.readLines(10, 1, "OK"::equals, SOON, SOON)).containsExactly("a", "b", "c", "OK");
        assertThat(handle.consume()).asString().isEqualTo("more\n");
    }

    @Test
    void linesThatDoNotAllComeAreAllStillUnread() throws Exception {
        gateway.receive("a\nb\nc");
        assertThatThrownBy(() -> handle.readLines(3, 0, line -> false, SOON, Duration.ofMillis(30)))
                .isInstanceOf(StreamTimeoutException.class)
                .hasMessageContaining("line 3");
        assertThat(handle.consume()).asString().isEqualTo("a\nb\nc");
    }

    @Test
    void noMaximumOfLinesMeansAllToTheEndOfTheSession() throws Exception {
        gateway.receive("a\nb\nlast");
        Thread peer = new Thread(() -> gateway.endSession(StreamCode.END_OF_STREAM, "bye"));
        List<String> lines =
                Background.whileWaiting(peer::start, () -> handle.readLines(0, 0, line -> false, SOON, SOON));
        assertThat(lines).containsExactly("a", "b", "last");
    }

    @Test
    void unreadTextIsLookedAtWithoutBeingConsumed() throws Exception {
        gateway.receive("\u00e4bc login: ");
        assertThat(handle.contains("login")).isTrue();
        assertThat(handle.contains("logout")).isFalse();
        assertThat(handle.indexOf("login")).isEqualTo(5);
        assertThat(handle.indexOf("x")).isEqualTo(-1);
        assertThat(handle.check(text -> text.endsWith(": "))).isTrue();
        assertThat(handle.ready()).isEqualTo(12);
    }

    @Test
    void oldOutputDoesNotAnswerANewCommand() throws Exception {
        gateway.receive("OK from before ");
        gateway.writer = body -> {
            var reply = java.util.concurrent.CompletableFuture.completedFuture(
                    java.util.Map.<String, Object>of("session", 1, "offset", 0, "bytes", 4, "input", gateway.end()));
            gateway.receive("OK to this");
            return reply;
        };
        Receipt receipt = handle.write("run\n");
        Found found = handle.from(receipt).readUntil("OK", SOON);
        assertThat(found.before()).isEmpty();
        assertThat(found.start()).isEqualTo(receipt.input());
        assertThat(receipt.bytes()).isEqualTo(4);
        assertThat(gateway.writes.get(0)).containsEntry("body", "run\n").hasSize(1);
    }

    @Test
    void itGoesBackToAMarkAndToOffsets() throws Exception {
        gateway.receive("abcdef");
        Mark mark = handle.mark();
        handle.consume();
        assertThat(handle.from(mark).readUntil("cd", SOON).before()).isEqualTo("ab");
        assertThat(handle.from(0).readUntil("c", SOON).before()).isEqualTo("oldab");
        assertThat(handle.from("-2").readUntil("f", SOON).before()).isEqualTo("e");
        assertThat(handle.from("earliest").readUntil("f", SOON).from()).isZero();
        assertThat(handle.from("latest").ready()).isZero();
        assertThat(catchThrowableOfType(StreamException.class, () -> handle.from(100))
                        .code())
                .isEqualTo(StreamCode.REFUSED);
        assertThat(handle.mark().input()).isEqualTo(9);
    }

    @Test
    void anUnknownStreamIsRefused() {
        assertThat(catchThrowableOfType(StreamException.class, () -> streams.attach("consol")))
                .hasMessageContaining("did you mean console?")
                .extracting(StreamException::code)
                .isEqualTo(StreamCode.NO_SUCH_STREAM);
        assertThat(catchThrowableOfType(StreamException.class, () -> streams.attach("con sole"))
                        .code())
                .isEqualTo(StreamCode.NO_SUCH_STREAM);
    }
}
