package org.threadedstreams.launcher;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.launcher.command.AttachCommand;
import org.threadedstreams.launcher.command.CheckCommand;
import org.threadedstreams.launcher.command.DemoCommand;
import org.threadedstreams.launcher.command.ErrorsCommand;
import org.threadedstreams.launcher.command.ExpectCommand;
import org.threadedstreams.launcher.command.ListCommand;
import org.threadedstreams.launcher.command.PortsCommand;
import org.threadedstreams.launcher.command.RunCommand;
import org.threadedstreams.launcher.command.SendCommand;
import org.threadedstreams.launcher.command.ShellCommand;
import org.threadedstreams.launcher.command.TailCommand;
import org.threadedstreams.launcher.command.WebCommand;
import org.threadedstreams.launcher.gateway.Home;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program's own options, and the list of its commands. */
@Command(
        name = "tstreams",
        description = "Owns connections, keeps every byte, and lets any number of programs read, write and wait.",
        versionProvider = Tstreams.Version.class,
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            ListCommand.class,
            TailCommand.class,
            SendCommand.class,
            ExpectCommand.class,
            AttachCommand.class,
            ErrorsCommand.class,
            PortsCommand.class,
            CheckCommand.class,
            WebCommand.class,
            ShellCommand.class,
            AutoComplete.GenerateCompletion.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:expect only: it did not come in time",
            "2:anything else, wrong usage included; the reason is on stderr",
            "130:ended by Ctrl-C"
        })
public final class Tstreams {

    private static final String HOME_VARIABLE = "TSTREAMS_HOME";

    @Option(
            names = "--home",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description =
                    "the gateway's folder, with etc/ deploy/ secrets/ data/; default $TSTREAMS_HOME, else the distribution's folder")
    private @Nullable Path home;

    /** The home that {@code --home} chose. */
    public Optional<Home> givenHome() {
        return Optional.ofNullable(home).map(Tstreams::home);
    }

    /** The home that was chosen, one way or another. */
    public Home home() {
        return givenHome().orElseGet(() -> {
            String variable = Objects.requireNonNullElse(System.getenv(HOME_VARIABLE), "");
            return home(variable.isEmpty() ? Distribution.ofThisProgram().folder() : Path.of(variable));
        });
    }

    private static Home home(Path folder) {
        return new Home(folder.toAbsolutePath().normalize());
    }

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"tstreams " + Distribution.version()};
        }
    }
}
