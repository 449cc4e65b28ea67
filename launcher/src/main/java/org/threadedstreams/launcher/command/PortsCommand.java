package org.threadedstreams.launcher.command;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.threadedstreams.client.GatewayNotRunningException;
import org.threadedstreams.client.text.Columns;
import org.threadedstreams.launcher.CommandFailure;
import org.threadedstreams.launcher.Distribution;
import org.threadedstreams.launcher.Tstreams;
import org.threadedstreams.launcher.client.RunningGateway;
import org.threadedstreams.launcher.client.ShippedTransport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The serial ports of this machine, under the names of the keys that name them in a stream's file. */
@Command(
        name = "ports",
        description = "Lists the serial ports that are there now, with the keys by which a stream's file can name them."
                + " A running gateway is asked, if there is one; otherwise this program looks itself.")
public final class PortsCommand implements Callable<Integer> {

    private static final List<String> KEYS =
            List.of("port", "usbVendor", "usbProduct", "usbSerial", "location", "usbInterface", "description");
    private static final List<String> HEADINGS =
            List.of("PORT", "VENDOR", "PRODUCT", "SERIAL", "LOCATION", "INTERFACE", "DESCRIPTION");

    @ParentCommand
    private Tstreams tstreams = new Tstreams();

    @Option(names = "--json", description = "one port a line, for programs")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException, IOException {
        List<Map<String, Object>> ports = endpoints().stream()
                .filter(endpoint -> "serial".equals(endpoint.get("transport")))
                .map(PortsCommand::port)
                .toList();
        if (ports.isEmpty()) {
            System.err.println("no serial ports; plug in an adapter, or look whether its driver is loaded (dmesg)");
        } else if (json) {
            for (Map<String, Object> port : ports) {
                System.out.println(JSON.std.asString(port));
            }
        } else {
            print(ports);
        }
        return 0;
    }

    private List<Map<String, Object>> endpoints() throws InterruptedException {
        try (RunningGateway gateway = RunningGateway.of(tstreams.home())) {
            return gateway.endpoints();
        } catch (CommandFailure e) {
            if (e.getCause() instanceof GatewayNotRunningException) {
                return ShippedTransport.serialEndpoints(Distribution.ofThisProgram());
            }
            throw e;
        }
    }

    private static Map<String, Object> port(Map<String, Object> endpoint) {
        if (endpoint.containsKey("error")) {
            throw new CommandFailure("the serial ports cannot be listed: " + endpoint.get("error"));
        }
        Map<String, Object> port = new LinkedHashMap<>();
        Map<String, Object> attributes = RunningGateway.object(endpoint.get("attributes"));
        KEYS.stream().filter(attributes::containsKey).forEach(key -> port.put(key, attributes.get(key)));
        port.put("description", endpoint.get("description"));
        attributes.forEach(port::putIfAbsent);
        return port;
    }

    private static void print(List<Map<String, Object>> ports) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        for (Map<String, Object> port : ports) {
            rows.add(KEYS.stream()
                    .map(key -> String.valueOf(port.getOrDefault(key, "")))
                    .toList());
        }
        System.out.println(Columns.of(rows));
    }
}
