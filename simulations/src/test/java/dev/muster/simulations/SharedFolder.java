package dev.muster.simulations;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of recorded traces, which stands beside the sources and is not part of them. */
public final class SharedFolder {
  private SharedFolder() {}

  /**
   * A file of that folder; skips the test if the folder is not there. {@code MUSTER_SHARED} names
   * it, else it is looked for beside the sources.
   */
  public static Path file(String path) {
    var named = System.getenv("MUSTER_SHARED");
    var folder =
        named == null
            ? Path.of(System.getProperty("muster.root", "..")).resolveSibling("shared")
            : Path.of(named);
    assumeTrue(
        Files.isDirectory(folder),
        () -> "SKIPPED: needs the traces in " + folder + "; set MUSTER_SHARED to where they are");
    return folder.resolve(path);
  }

  /** A recorded trace. */
  public static Path trace(String path) {
    return file("traces/" + path);
  }
}
