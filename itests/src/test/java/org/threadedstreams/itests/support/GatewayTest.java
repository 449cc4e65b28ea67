package org.threadedstreams.itests.support;

import org.junit.Rule;
import org.junit.rules.RuleChain;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** Runs the tests of a class inside one running gateway, which is the shipped one. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public abstract class GatewayTest {

    protected final Gateway gateway = new Gateway();

    @Rule
    public final RuleChain rules = RuleChain.outerRule(Timeout.seconds(180)).around(gateway);

    @Configuration
    public Option[] product() {
        return new Option[] {Product.forTest(getClass())};
    }
}
