package org.threadedstreams.client.search;

import java.nio.charset.Charset;
import java.util.regex.Pattern;

/**
 * What matches a pattern, in the text that the bytes decode to.
 *
 * @param charset how the bytes are decoded; each byte that is malformed in it reads as U+FFFD
 */
public record Regex(Pattern pattern, Charset charset) implements Target {}
