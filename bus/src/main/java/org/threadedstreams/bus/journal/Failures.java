package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What the file system threw, in words: several of its exceptions have only a path for a message. */
final class Failures {

    private Failures() {}

    static String text(IOException e) {
        String message = e.getMessage();
        if (!(e instanceof FileSystemException failure) || failure.getReason() != null) {
            return message == null ? e.toString() : message;
        }
        return message + " " + words(failure);
    }

    /** What a person can do about it. */
    static String remedy(IOException e) {
        return NoSpaceException.is(e) ? "free some space on its volume" : "make it a folder that can be written";
    }

    private static String words(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "is gone";
        }
        if (e instanceof AccessDeniedException) {
            return "may not be used";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "is in the way";
        }
        return e instanceof NotDirectoryException
                ? "is no folder"
                : "failed: " + e.getClass().getSimpleName();
    }
}
