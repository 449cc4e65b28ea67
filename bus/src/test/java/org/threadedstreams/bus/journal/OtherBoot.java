package org.threadedstreams.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Has a journal's files say that another start of the machine wrote them. */
final class OtherBoot {

    private OtherBoot() {}

    static void of(Path journal) throws IOException {
        assertThat(Files.readString(journal.resolve(Mark.FILE))).contains("boot=" + Boot.id());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(journal, "{*.txt,*.end}")) {
            for (Path file : files) {
                Files.writeString(file, Files.readString(file).replace(Boot.id(), "another"));
            }
        }
    }
}
