package org.threadedstreams.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.launcher.Processes.Running;

/**
 * A serial port whose driver counts what was lost, if a file says how much, and does not let go: closing it hangs in native
 * code for as long as a file exists.
 */
@Timeout(300)
class SerialDriverIT {

    private static final String DRIVER = """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <linux/serial.h>
            #include <stdarg.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <sys/ioctl.h>
            #include <unistd.h>
            int ioctl(int fd, unsigned long request, ...) {
                int (*next)(int, unsigned long, ...) = (int (*)(int, unsigned long, ...)) dlsym(RTLD_NEXT, "ioctl");
                va_list list;
                va_start(list, request);
                void *argument = va_arg(list, void *);
                va_end(list);
                FILE *file = request == TIOCGICOUNT ? fopen(getenv("DRIVER_COUNTS"), "r") : NULL;
                if (!file)
                    return next(fd, request, argument);
                struct serial_icounter_struct *counts = argument;
                fscanf(file, "%d %d", &counts->overrun, &counts->buf_overrun);
                fclose(file);
                return 0;
            }
            int tcflush(int fd, int queue) {
                int (*next)(int, int) = (int (*)(int, int)) dlsym(RTLD_NEXT, "tcflush");
                while (access(getenv("DRIVER_HANG"), F_OK) == 0)
                    usleep(10000);
                return next(fd, queue);
            }
            """;

    @TempDir
    Path folder;

    private Processes processes;
    private Path home;
    private Path port;
    private Path hang;
    private Path counts;
    private Running peer;

    @BeforeEach
    void setUp() throws Exception {
        requireTools("gcc", "socat");
        processes = new Processes(folder);
        home = Processes.home(folder.resolve("home"));
        port = folder.resolve("port");
        hang = folder.resolve("hang");
        counts = folder.resolve("counts");
        peer = processes.startCommand(List.of("socat", "pty,raw,echo=0,link=" + port, "stdio"));
        Awaitility.await().atMost(Processes.LIMIT).until(() -> Files.exists(port));
        driver();
    }

    private void driver() throws Exception {
        Path source = Files.writeString(folder.resolve("driver.c"), DRIVER);
        Path driver = folder.resolve("driver.so");
        Running gcc = processes
                .startCommand(List.of("gcc", "-shared", "-fPIC", "-o", driver + "", source + "", "-ldl"))
                .awaitExit();
        assertThat(gcc.err()).isEmpty();
        processes
                .with("LD_PRELOAD", driver.toString())
                .with("DRIVER_HANG", hang.toString())
                .with("DRIVER_COUNTS", counts.toString());
    }

    @AfterEach
    void tearDown() throws Exception {
        if (processes != null) {
            processes.close();
        }
    }

    @Test
    void aHangingPortIsReportedGivenUpAndNeverHoldsUpTheStop() throws Exception {
        configure(9600);
        Files.writeString(home.resolve("etc/stream-other.cfg"), "transport = nosuchtransport\n");
        Running gateway = processes.gateway(home);
        awaitState("open", "");

        Files.createFile(hang);
        configure(19200);
        awaitState("backoff", "native call hangs since 2");
        assertThat(state("other")).containsEntry("state", "waiting");

        Files.delete(hang);
        awaitState("open", "");

        Files.createFile(hang);
        configure(9600);
        awaitState("backoff", "native call hangs since 2");
        long start = System.nanoTime();
        gateway.process().destroy();
        assertThat(gateway.process().waitFor(15, TimeUnit.SECONDS)).as("stops").isTrue();
        System.out.printf(
                "serial: stopped after %d ms with a call that hangs%n",
                Duration.ofNanos(System.nanoTime() - start).toMillis());
        assertThat(Files.readString(home.resolve("data/log/gateway.log"), UTF_8))
                .contains("does not let go");
    }

    @Test
    void whatTheDriverCountsAsLostIsAGapBetweenTheBytes() throws Exception {
        count(5, 5);
        configure(9600);
        Path cache = folder.resolve("cache");
        processes.with("XDG_CACHE_HOME", cache.toString());
        processes.gateway(home);
        awaitState("open", "");

        say("before");
        count(8, 5);
        say("after");

        Running tail = processes.run("tail", "serial", "--from", "earliest", "--no-follow", "--home", home.toString());
        assertThat(tail.out()).isEqualTo("beforeafter");
        assertThat(tail.err())
                .contains("gap in serial at offset 6: 3 bytes were never received: the UART's receiver was full: 3");
        assertThat(state("serial")).containsEntry("gaps", 1);
        assertThat(cache).as("where JNA unpacks its native library unless told").doesNotExist();
    }

    private void count(int uart, int buffer) throws IOException {
        Path next = Files.writeString(folder.resolve("counts.new"), uart + " " + buffer);
        Files.move(next, counts, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private void say(String text) throws IOException {
        OutputStream output = peer.process().getOutputStream();
        output.write(text.getBytes(UTF_8));
        output.flush();
        Awaitility.await()
                .atMost(Processes.LIMIT)
                .until(() -> processes
                        .run("tail", "serial", "--from", "earliest", "--no-follow", "--home", home.toString())
                        .out()
                        .endsWith(text));
    }

    private void configure(int baud) throws IOException {
        Path file = Files.writeString(
                home.resolve("etc/serial.new"), "transport = serial\nport = " + port + "\nbaud = " + baud + "\n");
        Files.move(file, home.resolve("etc/stream-serial.cfg"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void awaitState(String word, String reason) {
        Awaitility.await().atMost(Processes.LIMIT).untilAsserted(() -> {
            Map<String, Object> state = state("serial");
            assertThat(state).containsEntry("state", word);
            assertThat(state.get("reason").toString()).startsWith(reason);
        });
    }

    private Map<String, Object> state(String stream) throws Exception {
        Running list = processes.run("list", "--json", "--home", home.toString());
        for (String line : list.out().lines().toList()) {
            Map<String, Object> state = JSON.std.mapFrom(line);
            if (state.get("stream").equals(stream)) {
                return state;
            }
        }
        throw new AssertionError(stream + " is not listed: " + list.out() + list.err());
    }

    private static void requireTools(String... names) {
        for (String name : names) {
            boolean there = List.of(System.getenv("PATH").split(":")).stream()
                    .anyMatch(path -> Files.isExecutable(Path.of(path, name)));
            if ("true".equals(System.getenv("CI"))) {
                assertThat(there).as(name + " is installed").isTrue();
            }
            assumeTrue(there, name + " is not installed: apt-get install " + name);
        }
    }
}
