package org.threadedstreams.transport.tcp;

/** A file of keys or certificates cannot be used. */
final class StoreException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String option;

    StoreException(String option, Throwable cause) {
        super(cause);
        this.option = option;
    }

    /** The key that names the file. */
    String option() {
        return option;
    }
}
