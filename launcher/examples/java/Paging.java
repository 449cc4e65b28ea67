// A command shows its output a page at a time, and stops at "--More--" until a key is pressed.
//
// Waiting only for the prompt runs into the timeout: the pager waits for a key. Sending a fixed number of spaces is no
// better: one too many is typed at the prompt. So wait for whichever comes first, the pager's next page, its end, or the
// shell's prompt, and press a key only for the pager. Each wait goes on where the one before ended, so no page is seen
// twice. The patterns reach to the end of what the pager prints: "--More--" alone would also match on the way to "(END)".
//
//     java -cp 'lib/*' examples/java/Paging.java HOME STREAM 'more notes.txt' 'lab# '

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.threadedstreams.client.Found;
import org.threadedstreams.client.Receipt;
import org.threadedstreams.client.Streams;
import org.threadedstreams.client.ThreadedStream;
import org.threadedstreams.client.Until;

public final class Paging {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MOST_PAGES = 1000;
    private static final String HIGHLIGHT_ENDS = "\u001b\\[m";
    private static final Pattern PAGE = Pattern.compile("--More--(\\(\\d+%\\))?" + HIGHLIGHT_ENDS);
    private static final Pattern END = Pattern.compile("\\(END\\)" + HIGHLIGHT_ENDS);
    private static final Pattern PAGER_TRACES = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]|\r|--More--");

    public static void main(String[] args) throws Exception {
        String command = args[2];
        // A prompt begins a line; the same text inside the output does not.
        Pattern prompt = Pattern.compile("[\\r\\n](\u001b\\[K)?" + Pattern.quote(args[3]));
        Until pagerOrPrompt = Until.pattern(PAGE).or(END).or(prompt);
        StringBuilder output = new StringBuilder();
        try (Streams streams = Streams.connect(Path.of(args[0]));
                ThreadedStream console = streams.attach(args[1])) {
            Receipt sent = console.write(command + "\n");
            console.from(sent).readUntil(command, LIMIT); // the terminal's echo
            Found found = console.readUntil(pagerOrPrompt, LIMIT);
            output.append(found.before());
            for (int page = 1; found.which() < 2; page++) {
                if (page > MOST_PAGES) {
                    throw new IllegalStateException("the pager does not end after " + MOST_PAGES + " pages");
                }
                console.write(found.which() == 0 ? " " : "q");
                found = console.readUntil(pagerOrPrompt, LIMIT);
                output.append(found.before());
            }
        }
        System.out.println(PAGER_TRACES.matcher(output).replaceAll("").strip());
    }
}
