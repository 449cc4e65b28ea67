package org.threadedstreams.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of known hosts, read as OpenSSH reads them. */
class KnownHostsTest {

    private static final Path KEYGEN = Path.of("/usr/bin/ssh-keygen");

    @TempDir
    Path temp;

    private Path file;
    private HostKey key;

    @BeforeEach
    void makeAKey() throws IOException {
        OpenSshServer.assumeExecutable(KEYGEN, "openssh-client");
        file = temp.resolve("known_hosts");
        OpenSshServer.keygen(temp.resolve("key"), "ed25519", "");
        String[] words = Files.readString(temp.resolve("key.pub")).split(" ", -1);
        key = KnownHostsLine.parse("any " + words[0] + " " + words[1])
                .orElseThrow()
                .key();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lab",
                "LAB",
                "lab,10.0.0.7",
                "l?b",
                "l*",
                "*",
                "*.example.org",
                "*.example.org,!b.example.org",
                "!b.example.org,*.example.org",
                "!lab",
                "[lab]:2222",
                "[*]:2222",
                "[10.0.0.?]:22",
                "10.0.0.*",
                "::1",
                "[::1]:2222",
                "la.",
                "lab,",
            })
    void aNameMatchesWhereItDoesForOpenSsh(String names) throws Exception {
        Files.writeString(file, names + " " + key.line() + "\n");
        for (String host : List.of(
                "lab",
                "Lab",
                "la",
                "lab.example.org",
                "b.example.org",
                "10.0.0.7",
                "[lab]:2222",
                "[10.0.0.7]:22",
                "::1",
                "[::1]:2222")) {
            assertThat(lines(host)).as("%s in %s", host, names).isEqualTo(openSshLines(host));
        }
    }

    @Test
    void whatCannotBeReadIsPassedOver() throws Exception {
        List<String> lines = List.of(
                "# a comment",
                "",
                "   ",
                "lab",
                "lab ssh-ed25519",
                "lab ssh-ed25519 not+base=64!",
                "lab 1024 35 1234567890",
                "@unknown lab " + key.line(),
                "@revoked",
                "|1|broken " + key.line(),
                "|1|a|b " + key.line(),
                "  lab   " + key.line() + "   with a comment",
                "\tlab\t" + key.line().replace(" ", "\t"),
                "# lab " + key.line());
        Files.write(file, String.join("\r\n", lines).getBytes(StandardCharsets.ISO_8859_1));

        assertThat(new KnownHosts(file)
                        .entries("lab").stream().filter(entry -> entry.key().equals(key)))
                .extracting(KnownHosts.Entry::line)
                .containsExactly(12, 13);
    }

    @Test
    void bytesThatAreNoTextHideNoLine() throws Exception {
        byte[] line = ("lab " + key.line() + "\n").getBytes(StandardCharsets.US_ASCII);
        try (var out = Files.newOutputStream(file)) {
            out.write(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 7, '\n'});
            out.write(line);
        }

        assertThat(lines("lab")).containsExactly(2);
    }

    @Test
    void markersAreToldApart() throws Exception {
        Files.write(
                file,
                List.of("lab " + key.line(), "@revoked * " + key.line(), "@cert-authority *,!lab2 " + key.line()));

        assertThat(new KnownHosts(file).entries("lab"))
                .extracting(KnownHosts.Entry::marker)
                .containsExactly(
                        KnownHostsLine.Marker.NONE,
                        KnownHostsLine.Marker.REVOKED,
                        KnownHostsLine.Marker.CERT_AUTHORITY);
        assertThat(lines("lab2")).containsExactly(2);
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whatManyRememberAtOnceIsWrittenOnceEach() throws Exception {
        Files.writeString(file, "a line without an end");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String host = "host" + i / 10;
                all.add(threads.submit(() -> {
                    new KnownHosts(file).remember(host, key);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(21).doesNotHaveDuplicates();
        assertThat(lines.subList(1, 21)).allMatch(line -> line.endsWith(" " + key.line()));
    }

    private List<Integer> lines(String host) throws IOException {
        return new KnownHosts(file)
                .entries(host).stream().map(KnownHosts.Entry::line).collect(Collectors.toList());
    }

    /** The numbers of the lines that ssh-keygen finds. */
    private List<Integer> openSshLines(String host) throws IOException, InterruptedException {
        Process keygen = new ProcessBuilder(KEYGEN.toString(), "-F", host, "-f", file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(keygen.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        keygen.waitFor();
        return output.lines()
                .filter(line -> line.startsWith("# Host "))
                .map(line -> Integer.valueOf(line.strip().substring(line.strip().lastIndexOf(' ') + 1)))
                .collect(Collectors.toList());
    }
}
