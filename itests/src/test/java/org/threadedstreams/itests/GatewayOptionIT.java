package org.threadedstreams.itests;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.inject.Inject;
import org.junit.Assert;
import org.junit.Test;
import org.junit.runner.JUnitCore;
import org.junit.runner.Result;
import org.junit.runner.RunWith;
import org.junit.runner.notification.Failure;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.threadedstreams.client.Streams;
import org.threadedstreams.client.ThreadedStream;
import org.threadedstreams.itests.support.BundleCompiler;
import org.threadedstreams.paxexam.ThreadedStreams;
import org.threadedstreams.paxexam.Transports;

/** Pax Exam tests as strangers write them, run by JUnit from outside the container: what they say when they fail. */
public class GatewayOptionIT {

    @Test
    public void aGatewayWithAStreamIsOneOption() {
        Result result = JUnitCore.runClasses(Working.class);

        assertThat(result.getFailures()).isEmpty();
        assertThat(result.getRunCount()).isEqualTo(2);
    }

    @Test
    public void whatCannotWorkFailsTheTestWithItsCauseAndItsRemedy() {
        Result result = JUnitCore.runClasses(Broken.class);

        assertThat(result.getRunCount()).isEqualTo(1);
        assertThat(result.getFailures()).hasSize(1);
        assertThat(result.getFailures())
                .first()
                .extracting(Failure::getTrace)
                .asString()
                .contains("deploy/needy-1.0.0.jar cannot be used: no bundle exports the package absent")
                .contains("deploy/lonely-1.0.0.jar: component lonely.Lonely is not started: nobody offers the service"
                        + " java.util.concurrent.Callable")
                .contains("deploy/unix-1.0.0.jar has its own copy of org.threadedstreams.api")
                .contains("stream device is waiting: no transport unix")
                .contains("gateway.log");
    }

    @Test
    public void aBundleThatIsNotBuiltYetIsNamed() {
        Result result = JUnitCore.runClasses(Unbuilt.class);

        assertThat(result.getFailures())
                .first()
                .extracting(Failure::getTrace)
                .asString()
                .contains("nowhere.jar, which is to be deployed, does not exist; build the jar before");
    }

    /** What is injected, and a stream whose transport is one of those that were asked for. */
    @RunWith(PaxExam.class)
    @ExamReactorStrategy(PerClass.class)
    public static class Working {

        @Inject
        private EventBus bus;

        @Inject
        private Vertx vertx;

        @Inject
        private Streams streams;

        @Configuration
        public Option[] gateway() throws Exception {
            BundleCompiler compiler = new BundleCompiler(Files.createTempDirectory(Path.of("target"), "strangers-"));
            Path jar = compiler.bundle("unix", "1.0.0", BundleCompiler.transport("unix"));
            return new Option[] {
                ThreadedStreams.gateway()
                        .with(Transports.EXEC)
                        .deploy(Files.move(jar, jar.resolveSibling("a transport.jar")))
                        .secret("word", "sesame")
                        .stream("console", "transport = exec", "command = cat", "onlyForATest = $[secret:word]")
            };
        }

        @Test
        public void whatIsWrittenComesBack() throws Exception {
            Assert.assertSame(bus, vertx.eventBus());
            try (ThreadedStream console = streams.attach("console")) {
                console.write("hello\n");
                console.readUntil("hello", Duration.ofSeconds(20));
            }
        }

        @Test
        public void onlyTheTransportsThatWereAskedForAreThere() throws Exception {
            String transports = bus.<Object>request("streams.transports", new JsonObject())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get()
                    .body()
                    .toString();
            Assert.assertTrue(
                    transports,
                    transports.contains("exec") && transports.contains("unix") && !transports.contains("ssh"));
        }
    }

    /** A bundle that does not resolve, one with a component that nobody satisfies, and a transport with the API in it. */
    @RunWith(PaxExam.class)
    @ExamReactorStrategy(PerClass.class)
    public static class Broken {

        private static final String NEEDY = """
                package needy;
                @org.osgi.service.component.annotations.Component(service = Needy.class)
                public class Needy extends absent.Library {}
                """;
        private static final String LONELY = """
                package lonely;
                import java.util.concurrent.Callable;
                import org.osgi.service.component.annotations.*;
                @Component(service = Lonely.class)
                public class Lonely {
                    @Reference Callable<String> friend;
                }
                """;

        @Configuration
        public Option[] gateway() throws Exception {
            BundleCompiler compiler = new BundleCompiler(Files.createTempDirectory(Path.of("target"), "strangers-"));
            return new Option[] {
                ThreadedStreams.gateway()
                        .deploy(compiler.bundle(
                                "needy",
                                "1.0.0",
                                Map.of(
                                        "needy/Needy.java",
                                        NEEDY,
                                        "absent/Library.java",
                                        "package absent; public class Library {}")))
                        .deploy(compiler.bundle("lonely", "1.0.0", Map.of("lonely/Lonely.java", LONELY)))
                        .deploy(compiler.bundle(
                                "unix", "1.0.0", BundleCompiler.transport("unix"), "org.threadedstreams.api.*"))
                        .stream("device", "transport = unix", "path = /nowhere")
            };
        }

        @Test
        public void isNeverRun() {
            throw new AssertionError("the test was run in a gateway that cannot work");
        }
    }

    /** A jar that the build has not made yet. */
    @RunWith(PaxExam.class)
    @ExamReactorStrategy(PerClass.class)
    public static class Unbuilt {

        @Configuration
        public Option[] gateway() {
            return new Option[] {ThreadedStreams.gateway().deploy(Path.of("target/nowhere.jar"))};
        }

        @Test
        public void isNeverRun() {
            throw new AssertionError("the test was run without its bundle");
        }
    }
}
