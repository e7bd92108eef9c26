package dev.muster.simulations.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code muster version}: which Muster this is, and on which Java it runs. */
@Command(
    name = "version",
    header = "Shows the version.",
    footerHeading = "%nExamples:%n",
    footer = {"  ./muster version", "  ./muster --version"})
public final class VersionCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and exit.")
  private boolean help;

  public VersionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    terminal.out().println("muster " + version() + " (Java " + Runtime.version() + ")");
    terminal.out().flush();
    return ExitCode.DONE;
  }

  /** The version that was built. */
  static String version() {
    var properties = new Properties();
    try (var in = VersionCommand.class.getResourceAsStream("version.properties")) {
      if (in == null) {
        throw new IllegalStateException("version.properties is not in the jar");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "");
  }
}
