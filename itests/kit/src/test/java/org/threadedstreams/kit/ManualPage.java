package org.threadedstreams.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fenced code blocks of a page of the manual, in their order. What stands behind the three backticks says what a block is:
 *
 * <ul>
 *   <li>{@code sh}: commands, run by a shell in the page's working folder; {@code sh &} runs on while the page goes on.
 *   <li>{@code text}: what the commands before print, line by line; {@code ...} stands for anything.
 *   <li>a language and a path: the content of that file, which is written if it does not exist and compared if it does;
 *       as {@code java src/main/java/My.java}.
 * </ul>
 */
record ManualPage(String name, List<Block> blocks) {

    private static final String FENCE = "```";
    private static final Pattern BLOCK =
            Pattern.compile("^```([^\n]*)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    /**
     * A fenced block.
     *
     * @param info what stands behind its opening backticks
     */
    record Block(String info, String text) {

        boolean isCommands() {
            return info.equals("sh") || runsOn();
        }

        boolean runsOn() {
            return info.equals("sh &");
        }

        boolean isOutput() {
            return info.equals("text");
        }

        /** The path of the file that the block has the content of. */
        String path() {
            String[] words = info.split(" ");
            if (words.length != 2) {
                throw new AssertionError("the manual has a block that is neither sh, nor text, nor a file: " + info);
            }
            return words[1];
        }
    }

    static ManualPage read(Path file) throws IOException {
        List<Block> blocks = new ArrayList<>();
        String page = Files.readString(file);
        Matcher block = BLOCK.matcher(page);
        while (block.find()) {
            blocks.add(new Block(block.group(1).strip(), block.group(2)));
        }
        long fences = page.lines().filter(line -> line.startsWith(FENCE)).count();
        if (fences != 2L * blocks.size() || blocks.isEmpty()) {
            throw new AssertionError(file + " has " + fences + " lines that begin with " + FENCE + ", and "
                    + blocks.size() + " complete blocks");
        }
        return new ManualPage(file.getFileName().toString(), List.copyOf(blocks));
    }
}
