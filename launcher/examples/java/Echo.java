// Waits for a text that is also in the command, on a terminal that echoes what is typed.
//
//     lab# sleep 2; echo "status=$?"
//
// Waiting for "status=" succeeds at once, in the echo, two seconds before the command has ended. from(receipt) alone
// does not help, because the echo comes after the write. Two ways that do: read the echo first, as a target of its own,
// and wait again behind it; or wait for a pattern that the echo cannot match: "status=" and a digit, where the typed
// command has "$?". This program does both, so it also works where a long command's echo is wrapped or cut.
//
//     java -cp 'lib/*' examples/java/Echo.java HOME STREAM 'ls /'

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.threadedstreams.client.Found;
import org.threadedstreams.client.Receipt;
import org.threadedstreams.client.Streams;
import org.threadedstreams.client.ThreadedStream;

public final class Echo {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String ASK_FOR_STATUS = "; echo \"status=$?\"";

    public static void main(String[] args) throws Exception {
        try (Streams streams = Streams.connect(Path.of(args[0]));
                ThreadedStream console = streams.attach(args[1])) {
            Receipt sent = console.write(args[2] + ASK_FOR_STATUS + "\n");
            console.from(sent).readUntil(ASK_FOR_STATUS, LIMIT);
            // The line end belongs to the target: digits that have not arrived yet would be missing from the match.
            Found found = console.readUntil(Pattern.compile("status=(\\d+)\\r?\\n"), LIMIT);
            System.out.println(found.before().strip());
            System.exit(Integer.parseInt(found.groups().get(1).text()));
        }
    }
}
