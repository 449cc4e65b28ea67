package org.threadedstreams.launcher.command;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.threadedstreams.client.text.Columns;
import org.threadedstreams.launcher.Tstreams;
import org.threadedstreams.launcher.client.RunningGateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The streams and their states. */
@Command(
        name = "list",
        description = "Lists the streams of a running gateway, with their states and the reasons.",
        footer = {
            "%nExamples:",
            "  tstreams list",
            "  tstreams list --json | jq -r 'select(.state != \"open\") | .stream'"
        })
public final class ListCommand implements Callable<Integer> {

    private static final List<String> HEADINGS =
            List.of("STREAM", "TRANSPORT", "STATE", "SESSION", "READ", "WRITTEN", "REASON");
    private static final List<String> KEYS =
            List.of("stream", "transport", "state", "session", "readBytes", "writtenBytes", "reason");

    @ParentCommand
    private Tstreams tstreams = new Tstreams();

    @Option(names = "--json", description = "one state object a line, for programs")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException, IOException {
        try (RunningGateway gateway = RunningGateway.of(tstreams.home())) {
            List<Map<String, Object>> states = gateway.list();
            if (json) {
                for (Map<String, Object> state : states) {
                    System.out.println(JSON.std.asString(state));
                }
            } else if (states.isEmpty()) {
                System.err.println("no streams; add " + tstreams.home().etc().resolve("stream-NAME.cfg")
                        + ", samples are in the distribution's etc-samples/");
            } else {
                System.out.println(Columns.of(
                        Stream.concat(Stream.of(HEADINGS), states.stream().map(ListCommand::row))
                                .toList()));
            }
        }
        return 0;
    }

    private static List<String> row(Map<String, Object> state) {
        return KEYS.stream()
                .map(key -> String.valueOf(state.getOrDefault(key, "")))
                .toList();
    }
}
