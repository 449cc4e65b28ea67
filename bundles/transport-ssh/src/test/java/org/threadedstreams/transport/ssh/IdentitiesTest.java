package org.threadedstreams.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.testkit.secrets.Planted;

@Timeout(60)
class IdentitiesTest {

    private static final String PASSPHRASE = Planted.secret("shared sesame");

    @TempDir
    Path folder;

    private final Identities identities = new Identities();
    private Path file;

    @BeforeEach
    void setUp() throws Exception {
        OpenSshServer.assumeExecutable(Path.of("/usr/bin/ssh-keygen"), "openssh-client");
        file = folder.resolve("id");
        OpenSshServer.keygen(file, "ecdsa", PASSPHRASE);
    }

    @Test
    void manyThatAskAtOnceShareWhatOneOpened() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<KeyPair>> asked = new ArrayList<>();
            for (int i = 0; i < 48; i++) {
                asked.add(threads.submit(() -> identities.read(file, PASSPHRASE)));
            }
            Set<KeyPair> pairs = Collections.newSetFromMap(new java.util.IdentityHashMap<>());
            for (Future<KeyPair> answer : asked) {
                pairs.add(answer.get());
            }
            assertThat(pairs).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aFileThatHasChangedIsReadAnew() throws Exception {
        KeyPair first = identities.read(file, PASSPHRASE);
        Files.delete(file);
        OpenSshServer.keygen(file, "ecdsa", PASSPHRASE);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertThat(identities.read(file, PASSPHRASE).getPublic()).isNotEqualTo(first.getPublic());
    }

    @Test
    void aWrongPassphraseDoesNotGetWhatTheRightOneOpened() throws Exception {
        KeyPair first = identities.read(file, PASSPHRASE);
        assertThatThrownBy(() -> identities.read(file, Planted.secret("barley")))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining("is not opened by identityPassphrase");
        assertThat(identities.read(file, PASSPHRASE)).isSameAs(first);
    }

    @Test
    void aFileThatIsNotThereSaysSo() {
        assertThatThrownBy(() -> identities.read(folder.resolve("nothing"), PASSPHRASE))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining("does not exist");
    }
}
