package org.threadedstreams.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleException;

class CausesTest {

    private static final int JAVA = Runtime.version().feature();

    @Test
    void classesOfANewerJavaAreNamedByThatJava() {
        UnsupportedClassVersionError error = new UnsupportedClassVersionError(
                "a/A has been compiled by a more recent version of the Java Runtime (class file version 99.0), this version of"
                        + " the Java Runtime only recognizes class file versions up to 61.0");
        assertThat(Causes.of(new Exception("Activator start error", error)))
                .isEqualTo("it was compiled for Java 55 and this is Java " + JAVA + "; compile it for " + JAVA
                        + " (javac --release " + JAVA + "), or run the gateway on a newer one");
    }

    @Test
    void aClassThatIsMissingIsNamed() {
        assertThat(Causes.of(new NoClassDefFoundError("a/b/C")))
                .startsWith("the class a.b.C is neither in it nor in a package that it imports; ");
    }

    @Test
    void anyOtherIsNamedWithThePlaceItWasThrownAt() {
        assertThat(Causes.of(new RuntimeException(new IllegalStateException("no port"))))
                .startsWith("java.lang.IllegalStateException: no port at org.threadedstreams.deploy.CausesTest.")
                .endsWith("; correct it and put it into deploy/ again")
                .doesNotContain("\n");
    }

    @Test
    void theTraceOfAnActivationIsCutToItsRootAndWhereThatWasThrown() {
        StringWriter trace = new StringWriter();
        new InvocationTargetException(thrown()).printStackTrace(new PrintWriter(trace, true));
        assertThat(Components.failed(trace.toString()))
                .startsWith(
                        "it threw java.lang.IllegalStateException: no port at org.threadedstreams.deploy.CausesTest.")
                .endsWith("; correct it and put it into deploy/ again")
                .doesNotContain("\n");
        assertThat(
                        Components.failed(
                                "java.io.IOException: x\n\tat java.base/java.io.B.c(B.java:3)\n\tat a.A.b(A.java:1)\n\tat c.C.d(C.java:2)\n"))
                .isEqualTo(
                        "it threw java.io.IOException: x at a.A.b(A.java:1); correct it and put it into deploy/ again");
        assertThat(Components.failed(null)).startsWith("it threw an exception; ");
    }

    private static Exception thrown() {
        return new IllegalStateException("no port");
    }

    @Test
    void theFrameworksOwnWordsAreLeftAsTheyAre() {
        assertThat(Causes.of(new BundleException("Duplicate import: b")))
                .isEqualTo("Duplicate import: b; correct it and put it into deploy/ again");
    }

    @Test
    void aPackageFromTwoBundlesIsNamedWithBoth() {
        String message =
                "Uses constraint violation. Unable to resolve resource t [t [49](R 49.0)] because it is exposed to package"
                        + " 'a.api' from resources other.api [other.api [50](R 50.0)] and its-api [its-api [35](R 35.0)] via two"
                        + " dependency chains.\n\nChain 1: ...";
        assertThat(Causes.ofResolution(message))
                .startsWith("it gets the package a.api from two bundles, other.api and its-api; ");
        assertThat(Causes.ofResolution("other words")).isEqualTo("other words");
    }

    @Test
    void aSentenceIsOneLine() {
        assertThat(new Trouble("", "a:\n  b\r\nc", "").sentence()).isEqualTo("a: b c");
    }
}
