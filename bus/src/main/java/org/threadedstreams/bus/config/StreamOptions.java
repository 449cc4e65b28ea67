package org.threadedstreams.bus.config;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The keys that every stream has, whatever its transport. */
@ObjectClassDefinition(name = "Stream", description = "One named connection: etc/stream-<name>.cfg")
public @interface StreamOptions {

    @AttributeDefinition(description = "the name of a transport, such as tcp, ssh or serial")
    String transport();

    @AttributeDefinition(
            description = "a charset in which a line feed is one byte, such as UTF-8; for lines and for writes of text")
    String charset() default "UTF-8";

    @AttributeDefinition(description = "true or false: whether to publish streams.<name>.lines too")
    boolean lines() default true;

    @AttributeDefinition(description = "true or false: whether to reopen after an error or the end of the stream")
    boolean reconnect() default true;

    @AttributeDefinition(description = "the first back-off in milliseconds, 1 or more", min = "1")
    long reconnectMinMillis() default 200;

    @AttributeDefinition(description = "the longest back-off in milliseconds, 1 or more", min = "1")
    long reconnectMaxMillis() default 30_000;

    @AttributeDefinition(
            description = "disk or memory",
            options = {@Option("disk"), @Option("memory")})
    String journal() default "disk";

    @AttributeDefinition(
            description = "bytes to keep, 65536 or more; 0: 268435456 on disk, 16777216 in memory",
            min = "0")
    long journalMaxBytes() default 0;

    @AttributeDefinition(
            description = "os, 1s or always: when the disk is told to keep what it was given",
            options = {@Option("os"), @Option("1s"), @Option("always")})
    String journalSync() default "os";

    @AttributeDefinition(
            description = "bytes that may wait to be written, 1 to 1073741824",
            min = "1",
            max = "1073741824")
    int writeQueueBytes() default 1_048_576;

    @AttributeDefinition(description = "milliseconds until a write must be handed over, 1 or more", min = "1")
    long writeTimeoutMillis() default 30_000;

    @AttributeDefinition(description = "milliseconds without a byte that end the session; 0: never", min = "0")
    long idleTimeoutMillis() default 0;

    @AttributeDefinition(
            description = "bytes of recent input that an error carries, 0 to 16777216",
            min = "0",
            max = "16777216")
    int payloadMaxBytes() default 65_536;
}
