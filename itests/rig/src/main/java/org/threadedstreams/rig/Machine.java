package org.threadedstreams.rig;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What kind of machine this is, without its name. Stateless. */
public final class Machine {

    private static final long GIB = 1L << 30;

    private Machine() {}

    public static String describe() {
        Runtime runtime = Runtime.getRuntime();
        String memory = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? ", " + Math.round((double) system.getTotalMemorySize() / GIB) + " GiB"
                : "";
        return runtime.availableProcessors() + " cores" + memory + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ", JDK " + System.getProperty("java.version");
    }
}
