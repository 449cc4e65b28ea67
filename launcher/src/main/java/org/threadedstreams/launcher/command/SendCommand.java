package org.threadedstreams.launcher.command;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.launcher.CommandFailure;
import org.threadedstreams.launcher.Tstreams;
import org.threadedstreams.launcher.client.RunningGateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Writes to a stream. */
@Command(
        name = "send",
        description =
                "Writes to a stream. Succeeds when the bytes are handed over to the operating system, which does not"
                        + " mean that the peer has them.",
        footer = {"%nExamples:", "  tstreams send console 'uptime\\n'", "  tstreams send modem '+++\\x00\\e' -v"})
public final class SendCommand implements Callable<Integer> {

    /** The default of a stream's own {@code writeTimeoutMillis}. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @ParentCommand
    private Tstreams tstreams = new Tstreams();

    @Parameters(index = "0", paramLabel = "NAME", description = "the stream")
    private String name = "";

    @Parameters(
            index = "1",
            paramLabel = "TEXT",
            converter = Text.Converter.class,
            description = "what to write, as UTF-8; \\n \\r \\t \\e \\\\ \\xHH stand for bytes. No line end is added.")
    private Text text = new Text(new byte[0]);

    @Option(
            names = {"-v", "--verbose"},
            description = "prints the receipt to stderr")
    private boolean verbose;

    @Override
    public Integer call() throws InterruptedException, IOException {
        byte[] bytes = text.bytes();
        try (RunningGateway gateway = RunningGateway.of(tstreams.home())) {
            String receipt = JSON.std.asString(gateway.write(name, bytes, LIMIT));
            if (verbose) {
                System.err.println(receipt);
            }
            return 0;
        } catch (StreamException e) {
            Unsent unsent = e.unsent();
            throw new CommandFailure(
                    e.getMessage() + "; not sent: " + unsent.count() + " of " + bytes.length + " bytes"
                            + (unsent.doubt() == 0 ? "" : ", of which the first " + unsent.doubt() + " may have left"),
                    e);
        }
    }
}
