package org.threadedstreams.api;

/** An option whose value cannot be used. The stream's state becomes {@code failed} until its file is corrected. */
public final class InvalidOptionException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final String allowed;

    /**
     * @param key the key in the stream's {@code .cfg} file
     * @param allowed what is allowed, as the end of the sentence "... must be"
     */
    public InvalidOptionException(String key, String allowed) {
        super(key + " must be " + allowed);
        this.key = key;
        this.allowed = allowed;
    }

    public String key() {
        return key;
    }

    public String allowed() {
        return allowed;
    }
}
