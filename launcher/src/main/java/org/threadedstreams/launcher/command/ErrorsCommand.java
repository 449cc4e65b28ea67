package org.threadedstreams.launcher.command;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.client.text.ErrorText;
import org.threadedstreams.launcher.Tstreams;
import org.threadedstreams.launcher.client.RunningGateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The latest error events. */
@Command(
        name = "errors",
        description =
                "Prints the latest errors of a stream, or of all: what happened, what had been read last, and what"
                        + " was not sent.",
        footer = {"%nExamples:", "  tstreams errors console", "  tstreams errors --follow --json"})
public final class ErrorsCommand implements Callable<Integer> {

    /** Events that wait to be printed. */
    private static final int WAITING = 64;

    @ParentCommand
    private Tstreams tstreams = new Tstreams();

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "the stream; default all")
    private @Nullable String name;

    @Option(names = "--follow", description = "goes on until Ctrl-C with those that come")
    private boolean follow;

    @Option(names = "--json", description = "one error event a line, for programs")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException, IOException {
        try (RunningGateway gateway = RunningGateway.of(tstreams.home())) {
            BlockingQueue<Map<String, Object>> coming = new ArrayBlockingQueue<>(WAITING);
            AtomicBoolean missed = new AtomicBoolean();
            if (follow) {
                subscribe(gateway, coming, missed);
            }
            List<Map<String, Object>> recent = recent(gateway);
            for (Map<String, Object> event : recent) {
                print(event);
            }
            if (follow) {
                goOn(gateway, coming, missed, recent);
            }
        }
        return 0;
    }

    private List<Map<String, Object>> recent(RunningGateway gateway) throws InterruptedException {
        if (name != null) {
            return gateway.recent(name);
        }
        List<Map<String, Object>> all = new ArrayList<>();
        for (Map<String, Object> state : gateway.list()) {
            all.addAll(gateway.recent(String.valueOf(state.get("stream"))));
        }
        all.sort(Comparator.comparingLong(ErrorText::micros));
        return all;
    }

    private void subscribe(RunningGateway gateway, BlockingQueue<Map<String, Object>> coming, AtomicBoolean missed)
            throws InterruptedException {
        gateway.subscribe(name == null ? Addresses.ALL_ERRORS : Verb.ERRORS.of(name), message -> {
            if (message.headers().containsKey(Addresses.HEADER_MISSED)
                    | !coming.offer(RunningGateway.object(message.body()))) {
                missed.set(true);
            }
        });
    }

    private void goOn(
            RunningGateway gateway,
            BlockingQueue<Map<String, Object>> coming,
            AtomicBoolean missed,
            List<Map<String, Object>> printed)
            throws InterruptedException, IOException {
        while (true) {
            Map<String, Object> event = coming.poll(1, TimeUnit.SECONDS);
            if (event == null) {
                gateway.check();
            } else if (!printed.contains(event)) {
                print(event);
            }
            if (missed.compareAndSet(true, false)) {
                System.err.println("tstreams: errors came faster than they could be printed; some were left out");
            }
        }
    }

    private void print(Map<String, Object> event) throws IOException {
        System.out.print(json ? JSON.std.asString(event) + "\n" : ErrorText.of(event));
        System.out.flush();
    }
}
