package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.launcher.Processes.Running;

/** {@code tstreams ports}, on a machine with made-up USB adapters: a mount namespace with a {@code /sys} of its own. */
@Timeout(300)
class PortsIT {

    /** Mounts a /sys with the two adapters, gives them names in a /dev of their own, then runs what follows. */
    private static final String MADE_UP = """
            set -e
            mount -t tmpfs none /sys
            mkdir "$0/dev"
            touch "$0/dev/ttyUSB0" "$0/dev/ttyUSB1"
            cp -a /dev/null /dev/zero /dev/random /dev/urandom "$0/dev/"
            adapter() {
                usb=/sys/devices/usb1/$3
                tty=$usb/$3:1.0/$1/tty/$1
                mkdir -p $tty /sys/class/tty /sys/drivers/ftdi_sio
                echo 0403 > $usb/idVendor
                echo 6001 > $usb/idProduct
                echo $2 > $usb/serial
                echo 'FT232R USB UART' > $usb/product
                echo ${3%-*} > $usb/busnum
                echo ${3#*-} > $usb/devpath
                echo 00 > $usb/$3:1.0/bInterfaceNumber
                ln -s ../../../$1 $tty/device
                ln -s /sys/drivers/ftdi_sio $usb/$3:1.0/$1/driver
                ln -s $tty /sys/class/tty/$1
            }
            adapter ttyUSB0 FT0AAA 1-1.2
            adapter ttyUSB1 FT0BBB 2-3
            mount --bind "$0/dev" /dev
            exec "$@"
            """;

    @TempDir
    Path folder;

    private Processes processes;
    private Path home;

    @BeforeEach
    void setUp() throws IOException {
        processes = new Processes(folder);
        home = Processes.home(folder.resolve("home"));
    }

    @AfterEach
    void tearDown() throws Exception {
        processes.close();
    }

    @Test
    void portsAreListedWithTheirKeysBeforeThereIsAGateway() throws Exception {
        Running table = withAdapters("ports").awaitExit();

        assertThat(table.err()).isEmpty();
        assertThat(table.exitCode()).isZero();
        assertThat(table.out().lines().map(line -> line.replaceAll(" {2,}", "  ")))
                .containsExactly(
                        "PORT  VENDOR  PRODUCT  SERIAL  LOCATION  INTERFACE  DESCRIPTION",
                        "/dev/ttyUSB0  0403  6001  FT0AAA  1-1.2  0  FT232R USB UART",
                        "/dev/ttyUSB1  0403  6001  FT0BBB  2-3  0  FT232R USB UART");
    }

    @Test
    void aRunningGatewayIsAsked() throws Exception {
        Running gateway = withAdapters("run");
        gateway.awaitOut("tstreams ready");

        // Outside the namespace, where there are no such adapters.
        Running json = processes.run("ports", "--json", "--home", home.toString());

        assertThat(json.exitCode()).isZero();
        List<String> lines = json.out().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(JSON.std.mapFrom(lines.get(0)))
                .containsEntry("port", "/dev/ttyUSB0")
                .containsEntry("usbVendor", "0403")
                .containsEntry("usbProduct", "6001")
                .containsEntry("usbSerial", "FT0AAA")
                .containsEntry("location", "1-1.2")
                .containsEntry("usbInterface", "0")
                .containsEntry("description", "FT232R USB UART");
    }

    @Test
    void withoutPortsItSaysSo() throws Exception {
        Running empty = inNamespace("mount -t tmpfs none /sys; mkdir -p /sys/class/tty; exec \"$@\"", "ports", "--json")
                .awaitExit();
        assertThat(empty.exitCode()).isZero();
        assertThat(empty.out()).isEmpty();
        assertThat(empty.err()).contains("no serial ports");

        Running unknown =
                inNamespace("mount -t tmpfs none /sys; exec \"$@\"", "ports").awaitExit();
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("/sys/class/tty cannot be read");
    }

    private Running withAdapters(String... arguments) throws Exception {
        return inNamespace(MADE_UP, arguments);
    }

    /** Runs the program after a shell script that has a mount namespace for itself. */
    private Running inNamespace(String script, String... arguments) throws Exception {
        requireNamespaces();
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", script, folder.toString()));
        command.add(Processes.DISTRIBUTION.resolve("bin/tstreams").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("--home", home.toString()));
        return processes.startCommand(command);
    }

    private static void requireNamespaces() throws Exception {
        boolean allowed = Files.isExecutable(Path.of("/usr/bin/unshare"))
                && new ProcessBuilder("unshare", "--mount", "mount", "-t", "tmpfs", "none", "/sys")
                                .start()
                                .waitFor()
                        == 0;
        if ("true".equals(System.getenv("CI"))) {
            assertThat(allowed).as("mount namespaces can be made").isTrue();
        }
        assumeTrue(allowed, "mount namespaces cannot be made: run this as root");
    }
}
