/** The transport {@code ssh}: a command or a shell on an SSH host, through Apache MINA SSHD. */
@NullMarked
package org.threadedstreams.transport.ssh;

import org.jspecify.annotations.NullMarked;
