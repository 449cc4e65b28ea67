package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

class HelpTest {

    /** A command in a footer: what follows more than one space explains it, what follows a bar or an angle is the shell's. */
    private static final Pattern EXAMPLE = Pattern.compile("^  tstreams (.+?)(?:   .*| [|>] .*)?$", Pattern.MULTILINE);

    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    private static Stream<String> commands() {
        return new CommandLine(new Tstreams()).getSubcommands().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandSaysWhatItDoesAndItsExamplesAreOnesThatItUnderstands(String name) {
        CommandLine command = new CommandLine(new Tstreams()).getSubcommands().get(name);
        assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
        String help = command.getUsageMessage(Ansi.OFF);
        Matcher examples = EXAMPLE.matcher(help);
        boolean any = false;
        while (examples.find()) {
            any = true;
            List<String> words = words(examples.group(1));
            assertThat(words).contains(name);
            assertThatCode(() -> new CommandLine(new Tstreams()).parseArgs(words.toArray(String[]::new)))
                    .as(examples.group())
                    .doesNotThrowAnyException();
        }
        if (!command.getCommandSpec().positionalParameters().isEmpty()) {
            assertThat(any).as("examples of %s", name).isTrue();
        }
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        return words;
    }
}
