package dev.muster.simulations.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Defects that are planted in the production code, one at a time, and must be found: what no seed
 * notices is no check. Each stands in a file of its own under {@code mutants/}.
 */
final class MutantsIT {
  private static final Path ROOT = Path.of(System.getProperty("muster.root"));
  private static final Path MUTANTS = ROOT.resolve("simulations/src/test/resources/mutants");
  private static final int SEEDS = 2_000;
  private static final int PATIENCE_MINUTES = 20;
  private static final Pattern HEAD =
      Pattern.compile("# .*\nprofile: (\\S+)\nbreaks: (\\S+)\n(.*)", Pattern.DOTALL);

  /** What is changed where; a defect may need changes in several places. */
  private static final Pattern CHANGE =
      Pattern.compile(
          "file: (\\S+)\n--- instead of\n(.*?)\n--- there is\n(.*?)\n(?=file: |\\z)",
          Pattern.DOTALL);

  @TempDir private Path folder;

  static List<String> mutants() throws IOException {
    try (var files = Files.list(MUTANTS)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void theDefectIsFound(String name) throws IOException, InterruptedException {
    var form = HEAD.matcher(Files.readString(MUTANTS.resolve(name)));
    assertThat(form.matches()).as(name).isTrue();
    compile(changed(form.group(3)));

    var told = torture(form.group(1));

    assertThat(told)
        .as("%s seeds of %s", SEEDS, form.group(1))
        .containsPattern(": (" + form.group(2) + ") at ");
    System.out.println(name + ": " + told.lines().findFirst().orElse(""));
  }

  private static SortedMap<Path, String> changed(String changes) throws IOException {
    var texts = new TreeMap<Path, String>();
    var change = CHANGE.matcher(changes);
    int end = 0;
    while (change.find()) {
      assertThat(change.start()).as("all of it is read").isEqualTo(end);
      end = change.end();
      var file = ROOT.resolve(change.group(1));
      var text = texts.containsKey(file) ? texts.get(file) : Files.readString(file);
      assertThat(text.split(Pattern.quote(change.group(2)), -1)).as("once in %s", file).hasSize(2);
      texts.put(file, text.replace(change.group(2), change.group(3)));
    }
    assertThat(end).as("all of it is read").isEqualTo(changes.length());
    return texts;
  }

  private void compile(SortedMap<Path, String> texts) throws IOException {
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of("-nowarn", "-proc:none", "-d", folder.resolve("classes").toString()));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    for (var text : texts.entrySet()) {
      var source = folder.resolve("source").resolve(ROOT.relativize(text.getKey()));
      Files.createDirectories(source.getParent());
      Files.writeString(source, text.getValue());
      arguments.add(source.toString());
    }
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, System.out, System.err, arguments.toArray(String[]::new));
    assertThat(code).as("compiling %s", texts.keySet()).isZero();
  }

  /** What it says on its error output. */
  private String torture(String profile) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(
        folder.resolve("classes") + File.pathSeparator + System.getProperty("java.class.path"));
    command.addAll(List.of("dev.muster.simulations.MusterMain", "torture", "--fail-fast"));
    command.addAll(List.of("--threads", "1")); // so that the same seed is always the first
    command.addAll(List.of("--seeds", "0.." + (SEEDS - 1), "--profile", profile));
    var errors = folder.resolve("errors.txt");
    var process =
        new ProcessBuilder(command)
            .redirectError(errors.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).as("it ends").isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    return Files.readString(errors);
  }
}
