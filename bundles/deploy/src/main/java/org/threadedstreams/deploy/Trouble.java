package org.threadedstreams.deploy;

/**
 * Something that keeps a bundle, or a file in a watched folder, from working.
 *
 * @param subject what it is about, equal for as long as that has not changed: a bundle with the time of its last update, or a file with
 *     its time and length
 * @param sentence one line that names the file, the cause and the remedy
 * @param mended one line for when it is over and the bundle is still there; empty for none
 */
record Trouble(String subject, String sentence, String mended) {

    /** Exceptions may have messages of many lines. */
    Trouble {
        sentence = sentence.replaceAll("\\s*\\R\\s*", " ");
    }
}
