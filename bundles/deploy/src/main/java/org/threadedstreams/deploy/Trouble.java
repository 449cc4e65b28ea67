package org.threadedstreams.deploy;

/**
 * Something that keeps a bundle, or a file in a watched folder, from working.
 *
 * @param subject what it is about, equal for as long as that has not changed: a bundle with the time of its last update, or a file with
 *     its time and length
 * @param deployed whether it came through one of FileInstall's folders
 * @param sentence one line that names the file, the cause and the remedy
 * @param mended one line for when it is over and the bundle is still there; empty for none
 */
record Trouble(String subject, boolean deployed, String sentence, String mended) {}
