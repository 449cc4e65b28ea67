package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest error events of a journal on disk: those in its file, then those that could not be written yet.
 *
 * <p>One thread at a time.
 */
final class DiskErrors {

    private static final Logger LOG = LoggerFactory.getLogger(DiskErrors.class);

    private final JournalFolder folder;
    private final ErrorsFile file;
    private final KeptErrors unwritten = new KeptErrors();

    DiskErrors(JournalFolder folder) {
        this.folder = folder;
        this.file = new ErrorsFile(folder);
    }

    /** Keeps it in memory. */
    void add(String json) {
        unwritten.add(json);
    }

    /** Writes what is only in memory; it stays there until it is {@link #written}. */
    void write() throws IOException {
        for (String json : unwritten.all()) {
            file.add(json);
        }
    }

    void written() {
        unwritten.clear();
    }

    List<String> all() {
        KeptErrors all = new KeptErrors();
        try {
            file.all().forEach(all::add);
        } catch (IOException e) {
            LOG.debug("journal {}: its errors cannot be read", folder.path(), e);
        }
        unwritten.all().forEach(all::add);
        return all.all();
    }
}
