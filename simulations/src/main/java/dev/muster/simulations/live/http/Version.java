package dev.muster.simulations.live.http;

import static dev.muster.simulations.live.http.Discovery.tree;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which Kubernetes the embedded server says it is: clients choose their calls by it. */
final class Version {
  private static final String MAJOR = "1";
  private static final String MINOR = "32";
  static final String GIT = "v" + MAJOR + "." + MINOR + ".0";

  private Version() {}

  /** {@code /version}. */
  static Map<String, @Nullable Object> document() {
    return tree(
        "major",
        MAJOR,
        "minor",
        MINOR,
        "gitVersion",
        GIT + "+muster",
        "gitCommit",
        "",
        "gitTreeState",
        "clean",
        "buildDate",
        "1970-01-01T00:00:00Z",
        "goVersion",
        "",
        "compiler",
        "javac",
        "platform",
        "java");
  }
}
