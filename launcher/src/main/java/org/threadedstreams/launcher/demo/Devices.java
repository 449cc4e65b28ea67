package org.threadedstreams.launcher.demo;

import java.io.IOException;
import java.net.BindException;
import java.security.GeneralSecurityException;
import org.threadedstreams.launcher.CommandFailure;
import org.threadedstreams.launcher.gateway.Home;

/** The simulated devices, and the files that open streams to them. Used by one thread. */
public final class Devices implements AutoCloseable {

    static final String INSTRUMENT = "instrument";
    static final String LAB = "lab";
    static final String LOADER = "loader";

    private final Instrument instrument;
    private final LabHost host;

    private Devices(Instrument instrument, LabHost host) {
        this.instrument = instrument;
        this.host = host;
    }

    /** Starts the devices on loopback and writes what is missing in {@code etc/} and {@code secrets/} of the home. */
    public static Devices start(Home home) {
        home.create();
        DemoFiles files = new DemoFiles(home);
        try {
            int labPort = files.port(LAB);
            int loaderPort = files.port(LOADER);
            if (labPort != loaderPort && loaderPort != 0) {
                throw new CommandFailure(files.stream(LAB) + " and " + files.stream(LOADER)
                        + " name different ports; delete both, or choose another --home");
            }
            Instrument instrument = Instrument.start(files.port(INSTRUMENT));
            LabHost host = LabHost.start(labPort, files.hostKey(), files.password());
            files.writeKnownHosts(host.knownHostsLine());
            files.writePorts();
            files.writeStream(INSTRUMENT, "transport = tcp\nhost = 127.0.0.1\nport = " + instrument.port() + "\n");
            String ssh = "transport = ssh\nhost = 127.0.0.1\nport = " + host.port() + "\nusername = " + LabHost.USER
                    + "\npassword = $[secret:demo-password]\nknownHosts = " + files.knownHosts() + "\n";
            files.writeStream(LAB, ssh);
            files.writeStream(LOADER, ssh + "command = load-firmware\n");
            return new Devices(instrument, host);
        } catch (BindException e) {
            throw new CommandFailure(
                    "a port that the demo's files in " + home.etc() + " name is in use: " + e.getMessage()
                            + "; delete those files, or choose another --home",
                    e);
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandFailure("the demo's devices do not start: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        instrument.close();
        host.close();
    }
}
