package dev.muster.simulations.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  private static final Pattern FORM =
      Pattern.compile(
          "# .*\nprofile: (\\S+)\nbreaks: (\\S+)\nfile: (\\S+)\n"
              + "--- instead of\n(.*)\n--- there is\n(.*)\n",
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
    var form = FORM.matcher(Files.readString(MUTANTS.resolve(name)));
    assertThat(form.matches()).as(name).isTrue();
    compile(ROOT.resolve(form.group(3)), form.group(4), form.group(5));

    var told = torture(form.group(1));

    assertThat(told)
        .as("%s seeds of %s", SEEDS, form.group(1))
        .containsPattern(": (" + form.group(2) + ") at ");
    System.out.println(name + ": " + told.lines().findFirst().orElse(""));
  }

  private void compile(Path file, String old, String fresh) throws IOException {
    var text = Files.readString(file);
    assertThat(text.split(Pattern.quote(old), -1)).as("once in %s", file).hasSize(2);
    var source = folder.resolve("source").resolve(file.getFileName());
    Files.createDirectories(source.getParent());
    Files.writeString(source, text.replace(old, fresh));
    var arguments =
        List.of(
            "-nowarn",
            "-proc:none",
            "-d",
            folder.resolve("classes").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            source.toString());
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, System.out, System.err, arguments.toArray(String[]::new));
    assertThat(code).as("compiling %s", file).isZero();
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
