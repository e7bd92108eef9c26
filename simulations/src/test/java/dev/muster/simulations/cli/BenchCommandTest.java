package dev.muster.simulations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchCommandTest {
  @TempDir private Path folder;

  private Typed bench(String... arguments) throws IOException {
    var kubeconfig = Files.writeString(folder.resolve("kubeconfig"), "kind: Config\n");
    var all = new ArrayList<>(List.of("bench", "--kubeconfig", kubeconfig.toString()));
    all.addAll(List.of(arguments));
    return Typed.run(all.toArray(String[]::new));
  }

  @Test
  void whatCannotBeMeasuredIsRefusedWithTheOptionThatIsWrong() throws IOException {
    var cases =
        List.of(
            List.of("--gangs", "0", "--gangs is 0; must be 1 to 1000000"),
            List.of("--rate-calls", "-1", "--rate-calls is -1; must be 0 to 1000000"),
            List.of("--pods-per-gang", "-1", "--pods-per-gang is -1"),
            List.of("--shape", "5 pods", "--shape: '5 pods' is no COUNTxREQUESTS"),
            List.of("--every", "soon", "--every: "),
            List.of("--every", "-1s", "--every -1s is negative"),
            List.of("--nodes", "many", "--nodes: "),
            List.of("--name", "Mine", "--name 'Mine': must be 1 to 30 of a-z, 0-9 and -"),
            List.of("--admitted", "?", "--admitted: '?' is neither a condition's type"),
            List.of("--template", "nowhere.yaml", "cannot read nowhere.yaml"));
    for (var one : cases) {
      var typed = bench(one.get(0), one.get(1));

      assertThat(typed.exit()).as(one.toString()).isEqualTo(2);
      assertThat(typed.out()).isEmpty();
      assertThat(typed.err()).startsWith("error: ").contains(one.get(2)).doesNotContain("\tat ");
    }
  }

  @Test
  void aKubeconfigThatIsNotThereIsNamedWithWhatToDo() {
    var typed = Typed.run("bench", "--kubeconfig", "nowhere");

    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err()).contains("cannot read nowhere").contains("fix: ");
  }

  @Test
  void aTemplateWhoseGangsWouldShareANameIsRefused() throws IOException {
    var file = folder.resolve("job.yaml");
    Files.writeString(file, "apiVersion: batch/v1\nkind: Job\nmetadata: {name: one}\n");

    var typed = bench("--template", file.toString());

    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err()).contains("metadata.name has no ${name}");
  }
}
