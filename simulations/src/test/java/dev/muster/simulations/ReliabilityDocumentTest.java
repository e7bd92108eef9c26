package dev.muster.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tests that {@code docs/reliability.md} names are there. */
final class ReliabilityDocumentTest {
  private static final Path ROOT = Path.of(System.getProperty("muster.root"));
  private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)\\.([a-z]\\w+)`");

  @Test
  void everyTestThatIsNamedIsThere() throws IOException {
    var named = new TreeSet<String>();
    var missing = new ArrayList<String>();
    var name = NAME.matcher(Files.readString(ROOT.resolve("docs/reliability.md")));
    while (name.find()) {
      named.add(name.group());
      if (sources(name.group(1)).stream().noneMatch(s -> s.contains("void " + name.group(2)))) {
        missing.add(name.group());
      }
    }
    assertThat(missing).isEmpty();
    assertThat(named).hasSizeGreaterThan(30);
  }

  /** Several modules may have a class of this name. */
  private static List<String> sources(String simpleName) throws IOException {
    var sources = new ArrayList<String>();
    for (var module : List.of("scheduler", "webhook", "simulations")) {
      try (var files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        files
            .filter(file -> file.getFileName().toString().equals(simpleName + ".java"))
            .forEach(file -> sources.add(read(file)));
      }
    }
    return sources;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
