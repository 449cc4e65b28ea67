package ${package};

import static org.junit.Assert.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.threadedstreams.client.Streams;
import org.threadedstreams.client.ThreadedStream;
import org.threadedstreams.paxexam.ThreadedStreams;

/** The bundle's jar in a gateway. Runs inside the gateway's framework; {@code gateway()} alone runs before it starts. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ${className}IT {

    /** A device that raises an alarm when the test says so, and repeats what it is told then. */
    private static final String DEVICE = "read go; echo ALARM 3; read answer; echo told $answer; cat";

    @Inject
    private Streams streams;

    @Configuration
    public Option[] gateway() {
        return new Option[] {
            ThreadedStreams.gateway()
                    .deploy(Path.of(System.getProperty("bundle")))
                    .stream("${stream}", "transport = exec", "command = " + DEVICE)
        };
    }

    @Test
    public void anAlarmIsReset() throws Exception {
        try (ThreadedStream device = streams.attach("${stream}")) {
            device.write("go\n");
            assertEquals("ALARM 3", device.readLine(Duration.ofSeconds(20)));
            assertEquals("told RESET", device.readLine(Duration.ofSeconds(20)));
        }
    }
}
