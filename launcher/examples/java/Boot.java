// Restarts a device, and follows its boot to the login prompt.
//
// One wait of ten minutes for "login: " notices a boot that stopped after a second only ten minutes later, and says
// nothing until then. So wait for stages, each with its own limit, within a limit for the whole. A panic is looked for
// in every stage. acrossSessions() waits on when the connection breaks, as a USB console does when its device resets.
// A stage that does not come says what came instead: the exception has what was read since the stage before.
//
//     java -cp 'lib/*' examples/java/Boot.java HOME STREAM reboot

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.threadedstreams.client.Found;
import org.threadedstreams.client.StreamTimeoutException;
import org.threadedstreams.client.Streams;
import org.threadedstreams.client.ThreadedStream;
import org.threadedstreams.client.Until;

public final class Boot {

    private record Stage(String name, String pattern, Duration limit) {}

    private static final Duration LIMIT = Duration.ofSeconds(Long.getLong("limitSeconds", 300));
    private static final List<Stage> STAGES = List.of(
            new Stage("boot loader", "U-Boot 20", Duration.ofSeconds(20)),
            new Stage("kernel", "Linux version", Duration.ofSeconds(30)),
            new Stage("file systems", "Mounted /data", Duration.ofSeconds(120)),
            // With the line's beginning, because boot messages may contain the rest.
            new Stage("login prompt", "\n\\S+ login: ", Duration.ofSeconds(60)));

    public static void main(String[] args) throws Exception {
        try (Streams streams = Streams.connect(Path.of(args[0]));
                ThreadedStream console = streams.attach(args[1]).acrossSessions()) {
            long start = System.nanoTime();
            console.from(console.write(args[2] + "\n"));
            for (Stage stage : STAGES) {
                Duration left = LIMIT.minusNanos(System.nanoTime() - start);
                Duration limit = left.compareTo(stage.limit()) < 0 ? left : stage.limit();
                try {
                    Until stageOrPanic = Until.pattern(Pattern.compile(stage.pattern())).or("Kernel panic");
                    Found found = console.readUntil(stageOrPanic, limit);
                    long millis = (System.nanoTime() - start) / 1_000_000;
                    if (found.which() == 1) {
                        String reason = console.readLine(Duration.ofSeconds(1));
                        fail("panic before: " + stage.name(), found.before() + found.text() + reason);
                    }
                    System.out.println(stage.name() + " after " + millis + " ms");
                } catch (StreamTimeoutException e) {
                    String instead = new String(e.unread().bytes(), UTF_8);
                    fail("not reached within " + limit.toMillis() + " ms: " + stage.name(), instead);
                }
            }
        }
    }

    private static void fail(String what, String text) {
        List<String> lines = text.lines().toList();
        System.out.println(what + "; the last lines:");
        lines.subList(Math.max(0, lines.size() - 5), lines.size()).forEach(line -> System.out.println("    " + line));
        System.exit(1);
    }
}
