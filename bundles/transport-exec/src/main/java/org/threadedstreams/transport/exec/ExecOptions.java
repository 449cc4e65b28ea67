package org.threadedstreams.transport.exec;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of a stream with {@code transport = exec}. */
@ObjectClassDefinition(name = "Process stream", description = "A process of this machine: its input and its output.")
public @interface ExecOptions {

    @AttributeDefinition(
            name = "Command",
            description = "a command line for /bin/sh, in the gateway's environment;"
                    + " no secret, because everyone on this machine sees the arguments of a process")
    String command();

    @AttributeDefinition(
            name = "Directory",
            description = "the path of the folder in which it runs; empty for the gateway's own",
            required = false)
    String directory() default "";
}
