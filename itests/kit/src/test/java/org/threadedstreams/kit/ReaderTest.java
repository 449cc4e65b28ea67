package org.threadedstreams.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What makes a walk through a page of the manual fail. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ReaderTest {

    @TempDir
    Path folder;

    @Test
    void aPageThatIsRightIsWalkedToItsEnd() {
        assertThatCode(() -> walk("""
                ```text notes/one.txt
                first
                ```
                Words between.
                ```sh
                cd notes
                echo before; cat one.txt; echo "12 and more"
                ```
                ```text
                first
                12...re
                ```
                ```sh &
                echo ready; exec cat > /dev/null < <(sleep 60)
                ```
                ```text
                ready
                ```
                ```sh
                cat one.txt
                ```
                """)).doesNotThrowAnyException();
        assertThat(folder.resolve("work/notes/one.txt")).hasContent("first\n");
    }

    @Test
    void aLineThatDoesNotComeFails() {
        assertFails("```sh\necho one\n```\n```text\ntwo\n```\n", "the page shows");
    }

    @Test
    void linesInAnotherOrderFail() {
        assertFails("```sh\necho one; echo two\n```\n```text\ntwo\none\n```\n", "the page shows");
    }

    @Test
    void aCommandThatFailsFailsBeforeTheNextOne() {
        assertFails("```sh\ncat absent\ntouch after\n```\n", "No such file");
        assertThat(folder.resolve("work/after")).doesNotExist();
    }

    @Test
    void aFileThatIsNotWhatThePageShowsFails() {
        assertFails("```sh\necho one > file.txt\n```\n```text file.txt\ntwo\n```\n", "is not what the page shows");
    }

    @Test
    void aCommandThatShouldRunOnAndEndsFails() {
        assertFails("""
                ```sh &
                echo $$ > pid.new; mv pid.new pid
                ```
                ```sh
                until [ -f pid ]; do sleep 0.1; done
                while kill -0 $(cat pid); do sleep 0.1; done
                ```
                """, "has ended");
    }

    @Test
    void anOpenBlockAndAnEmptyPageFail() {
        assertFails("```sh\ntrue\n```\n```sh\ntrue\n", "3 lines that begin with ```");
        assertFails("nothing to do\n", "0 complete blocks");
    }

    private void assertFails(String page, String message) {
        assertThatThrownBy(() -> walk(page)).isInstanceOf(AssertionError.class).hasMessageContaining(message);
    }

    private void walk(String text) throws Exception {
        Path page = folder.resolve("page.md");
        Files.writeString(page, text);
        try (Reader reader = reader()) {
            reader.follow(ManualPage.read(page));
        }
    }

    private Reader reader() throws IOException {
        return new Reader(folder, folder, folder, folder);
    }
}
