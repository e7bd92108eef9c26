package dev.muster.simulations;

import dev.muster.simulations.cli.MusterCommand;
import dev.muster.simulations.cli.Terminal;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** Starts the command line: finds out where it runs, and exits with what the command says. */
public final class MusterMain {
  private static final String LOGGING = "logback.configurationFile";
  private static final String LEVEL = "MUSTER_LOG_LEVEL";

  private MusterMain() {}

  public static void main(String[] arguments) {
    // Before the first logger is made; else the scheduler's own configuration would be found.
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "logback-muster.xml");
    }
    // Setbacks are what it is about: a line for each would bury what was found.
    if (arguments.length > 0 && arguments[0].equals("torture") && System.getenv(LEVEL) == null) {
      System.setProperty(LEVEL, "OFF");
    }
    System.exit(MusterCommand.run(terminal(), arguments));
  }

  private static Terminal terminal() {
    return new Terminal(
        new PrintWriter(System.out, false, StandardCharsets.UTF_8),
        new PrintWriter(System.err, false, StandardCharsets.UTF_8),
        new Terminal.Screens(
            isScreen("out") && !isDumb(),
            isScreen("err") && !isDumb(),
            isScreen("out") && !declinesColour(),
            Terminal.Size.parse(System.getProperty("muster.tty.size", ""))),
        Clock.systemUTC(),
        new Terminal.Process(
            System::nanoTime, MusterMain::millisSinceStart, Runtime.getRuntime()::halt));
  }

  /**
   * Java 21 cannot tell for each stream whether it is a screen, nor its size: the launcher does.
   */
  private static boolean isScreen(String stream) {
    return Boolean.getBoolean("muster.tty." + stream);
  }

  private static boolean declinesColour() {
    var wish = System.getenv("NO_COLOR");
    return isDumb() || (wish != null && !wish.isEmpty());
  }

  private static boolean isDumb() {
    return "dumb".equals(System.getenv("TERM"));
  }

  private static long millisSinceStart() {
    return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
  }
}
