package org.threadedstreams.testkit.secrets;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a text looks in writing that programs use for bytes. Stateless. */
final class Forms {

    private static final int BASE64_BYTES = 3;
    private static final int BASE64_CHARS = 4;

    private Forms() {}

    /** Each form with its name, for a text in ASCII that may stand within a longer one. */
    static Map<String, String> of(String text) {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("plain", text);
        forms.put("hex", hex(text, "%02x", ""));
        forms.put("hex in capitals", hex(text, "%02X", ""));
        forms.put("hex with spaces", hex(text, "%02x", " "));
        forms.put("hex in capitals with spaces", hex(text, "%02X", " "));
        forms.put("hex with colons", hex(text, "%02x", ":"));
        forms.put("percent encoding", hex(text, "%%%02X", ""));
        forms.put("percent encoding in small letters", hex(text, "%%%02x", ""));
        for (int before = 0; before < BASE64_BYTES; before++) {
            forms.put("base64, " + before + " after a group", within(Base64.getEncoder(), text, before));
            forms.put("base64url, " + before + " after a group", within(Base64.getUrlEncoder(), text, before));
        }
        return forms;
    }

    private static String hex(String text, String format, String between) {
        StringBuilder hex = new StringBuilder();
        for (byte b : text.getBytes(US_ASCII)) {
            hex.append(hex.isEmpty() ? "" : between).append(format.formatted(b));
        }
        return hex.toString();
    }

    /** The characters that the text alone decides, where so many bytes stand between a group's begin and the text. */
    private static String within(Base64.Encoder encoder, String text, int before) {
        byte[] bytes = ("x".repeat(before) + text).getBytes(US_ASCII);
        int whole = bytes.length / BASE64_BYTES * BASE64_CHARS;
        return encoder.encodeToString(bytes).substring(before == 0 ? 0 : BASE64_CHARS, whole);
    }
}
