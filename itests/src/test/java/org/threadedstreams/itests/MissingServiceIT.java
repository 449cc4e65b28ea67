package org.threadedstreams.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.Test;
import org.threadedstreams.itests.support.BundleCompiler;
import org.threadedstreams.itests.support.Bundles;
import org.threadedstreams.itests.support.GatewayTest;
import org.threadedstreams.itests.support.Services;

/** What a test says when a service that it needs does not come. */
public class MissingServiceIT extends GatewayTest {

    private static final String LONELY = """
            package lonely;
            import java.util.concurrent.Callable;
            import org.osgi.service.component.annotations.*;
            @Component(service = Runnable.class)
            public class Lonely implements Runnable {
                @Reference(target = "(colour=blue)")
                Callable<String> friend;
                public void run() {}
            }
            """;

    @Override
    protected void prepare(Path home) throws Exception {
        new BundleCompiler(home).bundle("lonely", "1.0.0", Map.of("lonely/Lonely.java", LONELY));
    }

    @Test
    public void everyComponentOfTheProductIsSatisfied() {
        assertThat(Services.unsatisfied()).doesNotContain("reference");
    }

    @Test
    public void theReferenceThatIsNotSatisfiedIsNamed() throws Exception {
        gateway.deploy("lonely", "1.0.0");
        Bundles.awaitActive("lonely");
        assertThatThrownBy(() -> Services.await(Runnable.class, Duration.ofMillis(100)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no service java.lang.Runnable")
                .hasMessageContaining(
                        "lonely.Lonely: reference friend to java.util.concurrent.Callable with (colour=blue)");
    }
}
