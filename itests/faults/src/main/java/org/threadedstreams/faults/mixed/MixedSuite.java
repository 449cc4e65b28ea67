package org.threadedstreams.faults.mixed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.threadedstreams.faults.Failures;
import org.threadedstreams.faults.Resources;
import org.threadedstreams.faults.content.Violation;
import org.threadedstreams.faults.mixed.Judge.Verdict;
import org.threadedstreams.rig.Folders;
import org.threadedstreams.rig.GatewayProcess;
import org.threadedstreams.rig.Tool;

/** Runs all of it, and makes the tables. For one thread. */
public final class MixedSuite {

    private static final Duration PROGRESS = Duration.ofSeconds(10);
    private static final int SETTLING = 64;
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    private final MixedOptions options;
    private final Failures failures;
    private final Resources resources = new Resources();

    public MixedSuite(MixedOptions options) {
        this.options = options;
        this.failures = new Failures(options.work());
    }

    /** What this machine lacks for it; empty if nothing. */
    public static String missing() {
        return Stream.of("sshd", "ssh-keygen", "socat", "jcmd")
                .filter(program -> Tool.find(program).isEmpty())
                .collect(Collectors.joining(", "));
    }

    /** Whether no byte was lost, nothing stalled, every gap was told and nothing leaked. */
    public boolean clean() {
        return failures.all().isEmpty();
    }

    /**
     * Runs to the end and prints the tables.
     *
     * @return what to show: the tables, and what they were made with
     */
    public String run() throws Exception {
        Folders.delete(options.work());
        Files.createDirectories(options.work());
        Thread hook = new Thread(resources::close, "mixed-clean-up");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            String results = strike();
            System.out.println(results);
            return results;
        } finally {
            resources.close();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private String strike() throws Exception {
        List<MixedStream> streams = new Population(options, resources).make();
        Path distribution = Folders.copy(options.distribution(), options.work().resolve("distribution"));
        GatewayProcess gateway =
                resources.add(new GatewayProcess(distribution, options.work().resolve("gateway")));
        for (MixedStream stream : streams) {
            stream.configure(gateway.home());
        }
        long start = System.nanoTime();
        gateway.start();
        Duration ready = since(start);
        Crowd crowd = Crowd.attach(gateway, streams, resources);
        crowd.awaitAllOpen();
        System.out.println("ready after " + ready.toMillis() + " ms, all open after "
                + since(start).toMillis() + " ms");
        Striker striker = new Striker(crowd, options.seed(), failures, options.command());
        Figures before;
        Traffic traffic = new Traffic(crowd.streams(), options.seed());
        try {
            TimeUnit.MILLISECONDS.sleep(
                    Math.min(WARM_UP.toMillis(), options.duration().toMillis() / 4));
            before = Figures.of(gateway.pid());
            System.out.println("before the first fault: " + before);
            strike(striker, crowd);
        } finally {
            traffic.close();
        }
        List<Verdict> verdicts = judge(crowd);
        Figures after = Figures.of(gateway.pid());
        Leaks.between(before, after, verdicts)
                .forEach(leak -> failures.add("leak", options.command(), new Violation(leak), gateway::report));
        return new Report(options, ready, before, after, striker.tallies(), verdicts, failures.all()).text();
    }

    private void strike(Striker striker, Crowd crowd) throws Exception {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        long start = System.nanoTime();
        clock.scheduleAtFixedRate(guarded(striker::strike), 0, 1, TimeUnit.SECONDS);
        while (since(start).compareTo(options.duration()) < 0) {
            TimeUnit.MILLISECONDS.sleep(
                    Math.min(PROGRESS.toMillis(), options.duration().toMillis() / 4));
            crowd.refresh();
            System.out.println(since(start).toSeconds() + " s: " + striker + ", "
                    + failures.all().size() + " failed");
        }
        clock.shutdown();
        striker.finish();
    }

    private Runnable guarded(Runnable step) {
        return () -> {
            try {
                step.run();
            } catch (RuntimeException e) {
                failures.add("mixed", options.command(), e, () -> "");
            }
        };
    }

    private List<Verdict> judge(Crowd crowd) throws Exception {
        try {
            crowd.awaitAllOpen();
        } catch (Violation e) {
            // The others are judged all the same.
            failures.add("mixed", options.command(), e, crowd.gateway()::report);
        }
        settle(crowd);
        List<Verdict> verdicts = new Judge(crowd).judge();
        for (Verdict verdict : verdicts) {
            if (verdict.wrong() != null) {
                failures.add(verdict.stream().name(), options.command(), verdict.wrong(), verdict.stream()::toString);
            }
        }
        return verdicts;
    }

    /** Many at a time: where bytes are lost, each waits for them in vain. */
    private void settle(Crowd crowd) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(SETTLING);
        for (MixedStream stream : crowd.streams()) {
            threads.execute(() -> {
                try {
                    Judge.settle(stream);
                } catch (Exception e) {
                    failures.add(stream.name(), options.command(), e, stream::toString);
                }
            });
        }
        threads.shutdown();
        threads.awaitTermination(SETTLING * MixedStream.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
