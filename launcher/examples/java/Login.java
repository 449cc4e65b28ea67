// Logs in at a prompt. The password is not echoed.
//
// Whoever waits for the echo of the password waits for ever. Whoever sends name and password at once loses: what comes
// before the password prompt is echoed for everyone to read, or thrown away when the device turns the echo off. So
// send each only after its prompt. The first prompt may have been printed long ago: an empty line asks for a new one,
// and from(receipt) skips everything older. A refusal is one of the outcomes, so it does not cost a timeout.
//
//     LAB_PASSWORD=... java -cp 'lib/*' examples/java/Login.java HOME STREAM USER
//
// The password is in the environment because everyone on the machine can read a program's arguments.

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.threadedstreams.client.Found;
import org.threadedstreams.client.Receipt;
import org.threadedstreams.client.Streams;
import org.threadedstreams.client.ThreadedStream;
import org.threadedstreams.client.Until;

public final class Login {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    public static void main(String[] args) throws Exception {
        String user = args[2];
        String password = System.getenv("LAB_PASSWORD");
        if (password == null) {
            System.err.println("set the environment variable LAB_PASSWORD");
            System.exit(2);
        }
        try (Streams streams = Streams.connect(Path.of(args[0]));
                ThreadedStream console = streams.attach(args[1])) {
            Receipt wake = console.write("\n");
            console.from(wake).readUntil("login: ", LIMIT);
            console.write(user + "\n");
            console.readUntil(Pattern.compile("(?i)password: "), LIMIT);
            Receipt answer = console.write(password + "\n");
            // "# " and "$ " could also be in a welcome text; a prompt is at the end of its line, and here it names the user.
            Until shellOrRefusal = Until.text(user + "@lab$ ").or("Login incorrect");
            Found found = console.from(answer).readUntil(shellOrRefusal, LIMIT);
            if (found.which() == 1) {
                System.err.println("the device refused " + user + ": wrong name or password");
                System.exit(1);
            }
            System.out.println("logged in as " + user + ":" + found.before().stripTrailing());
        }
    }
}
