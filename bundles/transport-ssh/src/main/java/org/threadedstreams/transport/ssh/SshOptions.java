package org.threadedstreams.transport.ssh;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The keys of a stream with {@code transport = ssh}. */
@ObjectClassDefinition(
        name = "Stream over SSH",
        description =
                "A command's or a shell's input and output on an SSH host. Only what is configured here is used: no agent, no ~/.ssh/config, no default identities.")
public @interface SshOptions {

    @AttributeDefinition(name = "Host", description = "the name or address of a host")
    String host();

    @AttributeDefinition(
            name = "Port",
            description = "a port number from 1 to 65535: where its SSH server listens",
            min = "1",
            max = "65535")
    int port() default 22;

    @AttributeDefinition(name = "User", description = "the name to log in with")
    String username();

    @AttributeDefinition(
            name = "Password",
            description =
                    "the password for the methods password and keyboard-interactive, as $[secret:NAME] or $[env:NAME]; empty: no password is tried",
            type = AttributeType.PASSWORD)
    String password() default "";

    @AttributeDefinition(
            name = "Identity",
            description =
                    "the path of a private key as ssh-keygen makes it, also an encrypted one; empty: no key is tried")
    String identity() default "";

    @AttributeDefinition(
            name = "Passphrase of the identity",
            description = "what opens an encrypted identity, as $[secret:NAME] or $[env:NAME]",
            type = AttributeType.PASSWORD)
    String identityPassphrase() default "";

    @AttributeDefinition(name = "Command", description = "what to run; empty: the user's shell")
    String command() default "";

    @AttributeDefinition(
            name = "Terminal",
            description =
                    "true to ask for a pseudo-terminal, as a person at a keyboard has: the host then echoes, shows prompts and edits lines; false to have what the command writes to its standard error merged into what it writes to its standard output")
    boolean pty() default false;

    @AttributeDefinition(
            name = "Known hosts",
            description =
                    "the path of a file with the keys of known hosts, in OpenSSH's format; ~/ is the home of the gateway's user")
    String knownHosts() default "~/.ssh/known_hosts";

    @AttributeDefinition(
            name = "Check of the host key",
            description =
                    "strict, accept-new or off: what to do about a host whose key is not known; a key that differs from the known one is refused unless it is off",
            options = {
                @Option(label = "strict: refuse it", value = "strict"),
                @Option(label = "accept-new: remember it", value = "accept-new"),
                @Option(label = "off: accept any key; anyone can listen in", value = "off")
            })
    String hostKeyCheck() default "strict";

    @AttributeDefinition(
            name = "Heartbeat",
            description =
                    "0 to 3600000 milliseconds: how often the host is asked for a sign of life; nothing at all from it for two to three times as long ends the session; 0: never asked",
            min = "0",
            max = "3600000")
    int heartbeatMillis() default 3000;

    @AttributeDefinition(
            name = "Connect timeout",
            description =
                    "1 to 3600000 milliseconds: how long all of it may take, from the look-up of the host's name to the start of the command; of several addresses that do not answer each has its share",
            min = "1",
            max = "3600000")
    int connectTimeoutMillis() default 10000;
}
