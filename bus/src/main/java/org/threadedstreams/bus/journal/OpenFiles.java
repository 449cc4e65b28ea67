package org.threadedstreams.bus.journal;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The open files of one volume, so that ten thousand journals do not hold ten thousand. Where there are too many, one that was
 * not used for a round is closed. Each volume has its own, because closing may wait for the volume.
 *
 * <p>Safe from any thread. It only ever tries to lock a file, so a file's user may call it.
 */
final class OpenFiles {

    private final int most;
    private final Deque<JournalFile> files = new ArrayDeque<>();

    OpenFiles(int most) {
        this.most = most;
    }

    /** That file has been opened. */
    synchronized void opened(JournalFile file) {
        for (int tries = 2 * files.size(); files.size() >= most && tries > 0; tries--) {
            JournalFile oldest = files.remove();
            if (!oldest.closeIfIdle()) {
                files.add(oldest);
            }
        }
        files.add(file);
    }

    /** That file has been closed by its user. */
    synchronized void closed(JournalFile file) {
        files.remove(file);
    }

    synchronized int count() {
        return files.size();
    }
}
