package org.threadedstreams.launcher.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.launcher.CommandFailure;

class HomeTest {

    @TempDir
    Path folder;

    @Test
    void secretsAndDataAreForTheirOwnerAlone() throws IOException {
        Home home = new Home(folder.resolve("new/home"));
        home.create();
        assertThat(Files.isDirectory(home.etc())).isTrue();
        assertThat(Files.isDirectory(home.deploy())).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.secrets())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.data())))
                .isEqualTo("rwx------");
    }

    @Test
    void onlyValidNamesInCfgFilesAreStreams() throws IOException {
        Home home = new Home(folder);
        home.create();
        for (String file : new String[] {
            "stream-a.cfg", "stream-b.c-d_1.cfg", "stream-.cfg", "stream--x.cfg", "stream-c.cfg.bak", "bridge.cfg"
        }) {
            Files.createFile(home.etc().resolve(file));
        }
        assertThat(home.configuredStreams()).containsExactly("a", "b.c-d_1");
    }

    @Test
    void aFileWhereAFolderShouldBeIsSaidWithTheRemedy() throws IOException {
        Files.createFile(folder.resolve("etc"));
        assertThatThrownBy(() -> new Home(folder).create())
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("--home");
    }
}
