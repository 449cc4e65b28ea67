package org.threadedstreams.transport.ssh;

import org.apache.sshd.client.auth.keyboard.UserInteraction;
import org.apache.sshd.client.session.ClientSession;
import org.jspecify.annotations.Nullable;

/**
 * Answers the one question that can be answered without a person: a single one, not echoed, with the password. It is
 * answered once, so that a wrong password is not tried again. Used by one session.
 */
final class PasswordPrompt implements UserInteraction {

    private final String password;
    private boolean answered;

    PasswordPrompt(String password) {
        this.password = password;
    }

    @Override
    public synchronized String @Nullable [] interactive(
            ClientSession session, String name, String instruction, String language, String[] prompts, boolean[] echo) {
        if (prompts.length == 0) {
            return prompts;
        }
        if (prompts.length > 1 || echo[0] || answered || password.isEmpty()) {
            return null;
        }
        answered = true;
        return new String[] {password};
    }

    @Override
    public @Nullable String getUpdatedPassword(ClientSession session, String prompt, String language) {
        return null;
    }
}
