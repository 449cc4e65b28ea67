package org.threadedstreams.testkit.gateway;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Asks {@link GatewayExtension} for a handle on a stream: an annotation of a parameter of type
 * {@link org.threadedstreams.client.ThreadedStream}. The handle is new for each parameter, and is closed after the
 * test (after the class, where a constructor or a method with {@code @BeforeAll} asks for it).
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface FromStream {

    /** The stream's name. */
    String value();

    /** Where the handle begins to read, as in {@link org.threadedstreams.client.ThreadedStream#from(String)}. */
    String from() default "latest";

    /** The charset of the stream's configuration. */
    String charset() default "UTF-8";

    /**
     * Whether to wait until the stream is open before the handle is attached, for at most 30 s. A write needs an open
     * stream. Choose {@code false} where the test itself starts what the stream connects to, and see {@link
     * Gateway#awaitOpen}.
     */
    boolean open() default true;
}
