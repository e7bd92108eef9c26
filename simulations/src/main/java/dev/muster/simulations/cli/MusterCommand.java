package dev.muster.simulations.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code muster}: the list of all commands, and what to do when none of them was meant. */
@Command(
    name = "muster",
    header = "Gang scheduler for Kubernetes: everything a person runs from a terminal.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "muster COMMAND --help shows what a command takes, with examples."})
public final class MusterCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and exit.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      description = "Show the version and exit.")
  private boolean version;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before the command is called
  private CommandSpec command;

  private MusterCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Runs what the arguments ask for and returns the exit code. */
  public static int run(Terminal terminal, String... arguments) {
    var line = new CommandLine(new MusterCommand(terminal));
    commands(terminal).forEach(line::addSubcommand);
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF));
    line.setParameterExceptionHandler((wrong, args) -> explain(terminal, wrong));
    line.setExecutionExceptionHandler((e, command, result) -> fail(terminal, e));
    return line.execute(arguments);
  }

  /** In the order of the help. */
  private static List<Callable<Integer>> commands(Terminal terminal) {
    return List.of(
        new DemoCommand(terminal),
        new OperatorsCommand(terminal),
        new ReplayCommand(terminal),
        new BenchCommand(terminal),
        new TortureCommand(terminal),
        new VersionCommand(terminal));
  }

  @Override
  public Integer call() throws Exception {
    if (version) {
      return new VersionCommand(terminal).call();
    }
    command.commandLine().usage(terminal.err());
    terminal.err().flush();
    return ExitCode.USAGE;
  }

  private static int explain(Terminal terminal, ParameterException wrong) {
    var line = wrong.getCommandLine();
    boolean isRoot = line.getParent() == null;
    if (isRoot && wrong instanceof UnmatchedArgumentException unmatched) {
      var names = String.join(", ", line.getSubcommands().keySet());
      terminal.error("'" + unmatched.getUnmatched().getFirst() + "' is none of " + names);
    } else {
      terminal.error(String.valueOf(wrong.getMessage()));
    }
    terminal.err().println("  fix: see " + line.getCommandSpec().qualifiedName() + " --help");
    terminal.err().flush();
    return ExitCode.USAGE;
  }

  private static int fail(Terminal terminal, Exception e) {
    terminal.error("unexpected: " + e);
    e.printStackTrace(terminal.err());
    terminal.err().flush();
    return ExitCode.FAILED;
  }
}
