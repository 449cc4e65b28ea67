// Starts a self-test that can end in several ways, and tells which one it was.
//
// Waiting for "PASSED" alone turns each failure into a timeout, and the reason is lost. Waiting for one text after the
// other misses what came first. Until takes all of them: the one that starts first in what was read wins, and which()
// says which it was. The end of the connection and the timeout are outcomes too: their exceptions have what was read
// and not consumed, and nothing has been consumed, so one can go on reading.
//
//     java -cp 'lib/*' examples/java/Outcomes.java HOME STREAM './selftest'

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.client.Found;
import org.threadedstreams.client.Receipt;
import org.threadedstreams.client.StreamTimeoutException;
import org.threadedstreams.client.Streams;
import org.threadedstreams.client.ThreadedStream;
import org.threadedstreams.client.Until;

public final class Outcomes {

    private static final Duration LIMIT = Duration.ofSeconds(Long.getLong("limitSeconds", 30));

    public static void main(String[] args) throws Exception {
        Until outcomes = Until.text("PASSED\r\n")
                .or(Pattern.compile("FAILED: (.*)\r\n"))
                .or(Pattern.compile("(\\S+): not found"));
        try (Streams streams = Streams.connect(Path.of(args[0]));
                ThreadedStream console = streams.attach(args[1])) {
            Receipt sent = console.write(args[2] + "\n");
            Found found = console.from(sent).readUntil(outcomes, LIMIT);
            switch (found.which()) {
                case 0 -> System.out.println("passed");
                case 1 -> System.out.println("failed, because of " + found.groups().get(1).text());
                default -> System.out.println("the device has no " + found.groups().get(1).text());
            }
            System.exit(found.which());
        } catch (StreamTimeoutException e) {
            System.out.println("no result within " + LIMIT.toSeconds() + " s; it said:\n" + unread(e));
            System.exit(3);
        } catch (StreamException e) {
            System.out.println("the connection ended (" + e.code() + "); it said:\n" + unread(e));
            System.exit(4);
        }
    }

    private static String unread(StreamException e) {
        return new String(e.unread().bytes(), UTF_8).strip();
    }
}
