package dev.muster.simulations.live.demo;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The data folder of a demo cannot be used, or no more; says why, and what can be done. */
public final class UnusableFolder extends IOException {
  private static final long serialVersionUID = 1;

  private final String fix;

  UnusableFolder(Path folder, String why, String fix, @Nullable Throwable cause) {
    super("the data folder " + folder + ": " + why, cause);
    this.fix = fix;
  }

  public String fix() {
    return fix;
  }
}
