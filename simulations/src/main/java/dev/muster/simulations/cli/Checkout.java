package dev.muster.simulations.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Which commit is at work, for figures that are kept. */
final class Checkout {
  private static final int PATIENCE_SECONDS = 5;

  private Checkout() {}

  /** The commit of the folder that one stands in, shortened; what was built, if git cannot tell. */
  static String commit() {
    try {
      var git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--exclude", "*")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      var told = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      boolean done = git.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && git.exitValue() == 0;
      return done && !told.isEmpty() ? told : VersionCommand.version();
    } catch (IOException noGit) {
      return VersionCommand.version();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return VersionCommand.version();
    }
  }
}
