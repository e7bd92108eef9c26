package dev.muster.simulations.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;

/**
 * A script that does with the codeflare-sdk what its users do, and says each step that went as it
 * should.
 *
 * @param generation of the SDK, by which {@code .ci/sdk/build} knows it
 * @param variable of the environment that names its python
 * @param steps in order; one that is left out is missed
 */
record SdkStory(String generation, String variable, String script, List<String> steps) {

  /** Skips the test where there is none. */
  String python() {
    var named = System.getenv(variable);
    if (named == null || !Files.isExecutable(Path.of(named))) {
      return Assumptions.abort(
          "SKIPPED: needs the codeflare-sdk %s; set %s to what .ci/sdk/build %1$s prints"
              .formatted(generation, variable));
    }
    return named;
  }

  Program start(Path folder, String python, Path kubeconfig) {
    var file = Path.of(System.getProperty("muster.root"), ".ci", "sdk", script);
    return Program.start(
        folder,
        Map.of(),
        List.of(
            python,
            file.toAbsolutePath().toString(),
            "--kubeconfig",
            kubeconfig.toAbsolutePath().toString()));
  }

  /** Waits for its end, and fails unless all went as it should. */
  void awaitEnd(Program story, Supplier<String> more) {
    int code = story.exit();

    assertThat(code).as(() -> story.err() + more.get()).isZero();
    assertThat(story.out().stream().filter(line -> line.startsWith("ok ")))
        .containsExactlyElementsOf(steps.stream().map(step -> "ok " + step).toList());
    assertThat(story.out().getLast())
        .matches("codeflare-sdk " + generation.replace(".", "\\.") + "\\.\\d+: as expected");
  }
}
