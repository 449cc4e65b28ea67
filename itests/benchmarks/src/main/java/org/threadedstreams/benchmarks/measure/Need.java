package org.threadedstreams.benchmarks.measure;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.threadedstreams.rig.Tool;

/**
 * Something that must be on this machine.
 *
 * @param what how it is called, and the Debian package that has it
 */
public record Need(String what, BooleanSupplier met) {

    public static final Need SOCAT = program("socat", "socat");
    public static final Need SER2NET = program("ser2net", "ser2net");
    public static final Need SSHD = program("sshd", "openssh-server");
    public static final Need SSH = program("ssh", "openssh-client");
    public static final Need PEXPECT =
            new Need("pexpect (python3-pexpect)", () -> works(python(), "-c", "import pexpect"));

    private static Need program(String name, String packageName) {
        return new Need(name + " (" + packageName + ")", () -> Tool.find(name).isPresent());
    }

    /** Debian's own, which has Debian's packages. */
    public static String python() {
        return "/usr/bin/python3";
    }

    private static boolean works(String... command) {
        try {
            Tool.run(command);
            return true;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
