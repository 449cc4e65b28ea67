package org.threadedstreams.launcher.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.threadedstreams.launcher.CommandFailure;
import org.threadedstreams.launcher.Tstreams;
import org.threadedstreams.launcher.client.Attached;
import org.threadedstreams.launcher.client.EscapeKeys;
import org.threadedstreams.launcher.client.GatewayLink;
import org.threadedstreams.launcher.client.Tail;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** An interactive terminal on a stream. */
@Command(
        name = "attach",
        description =
                "Makes this terminal the stream's: shows what it reads and writes what you type. Any number of people"
                        + " may be attached at once. At the start of a line, ~. leaves, ~~ is a tilde and ~? helps.",
        footer = {
            "%nExamples:",
            "  tstreams attach console",
            "  tstreams attach instrument --enter lf --echo     a device that wants lines and does not echo",
            "  tstreams attach console --from -4096 --read-only"
        })
public final class AttachCommand implements Callable<Integer> {

    /** What the Enter key sends. */
    enum Enter {
        cr("\r"),
        lf("\n"),
        crlf("\r\n");

        private final String bytes;

        Enter(String bytes) {
            this.bytes = bytes;
        }
    }

    @ParentCommand
    private Tstreams tstreams = new Tstreams();

    @Parameters(index = "0", paramLabel = "NAME", description = "the stream")
    private String name = "";

    @Option(
            names = "--from",
            paramLabel = "X",
            defaultValue = "latest",
            description = "where to start showing, as for tail; default ${DEFAULT-VALUE}")
    private String from = "";

    @Option(
            names = "--enter",
            defaultValue = "cr",
            description = "what the Enter key sends: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
    private Enter enter = Enter.cr;

    @Option(names = "--echo", description = "shows what you type, for a device that does not echo")
    private boolean echo;

    @Option(names = "--read-only", description = "only shows; what you type goes nowhere")
    private boolean readOnly;

    @Override
    public Integer call() throws IOException, InterruptedException {
        String start = Tail.checkedFrom(from);
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        EscapeKeys keys = new EscapeKeys(enter.bytes.getBytes(StandardCharsets.US_ASCII));
        try (GatewayLink link = new GatewayLink(tstreams.home());
                Terminal terminal = terminal()) {
            Attributes before = raw(terminal);
            Thread restore = new Thread(() -> terminal.setAttributes(before), "attach-restore");
            Runtime.getRuntime().addShutdownHook(restore);
            try {
                new Attached(link, name, terminal, out, keys, echo, readOnly).run(start);
            } finally {
                terminal.setAttributes(before);
                Runtime.getRuntime().removeShutdownHook(restore);
            }
        }
        return 0;
    }

    private static Terminal terminal() throws IOException {
        try {
            return TerminalBuilder.builder()
                    .system(true)
                    // By stty: the native one does not put back a line's speed.
                    .provider(TerminalBuilder.PROP_PROVIDER_EXEC)
                    .dumb(false)
                    .nativeSignals(true)
                    .build();
        } catch (IllegalStateException | IOException e) {
            throw new CommandFailure(
                    "attach needs a terminal (" + e.getMessage() + "); programs use tail, send and expect", e);
        }
    }

    /** Every key goes to the stream, Ctrl-C too; line ends are still made ones of the terminal. */
    private static Attributes raw(Terminal terminal) {
        Attributes before = terminal.enterRawMode();
        Attributes raw = terminal.getAttributes();
        raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
        raw.setInputFlag(Attributes.InputFlag.IXON, false);
        terminal.setAttributes(raw);
        return before;
    }
}
