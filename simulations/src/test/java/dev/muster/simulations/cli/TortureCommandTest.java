package dev.muster.simulations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.simulations.torture.Torture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TortureCommandTest {
  @TempDir private Path folder;

  @Test
  void aRangeOfSeedsIsOneRowOfFigures() throws IOException {
    var typed = Typed.run("torture", "--seeds", "3..4", "--profile", "crashes", "-o", "json");

    assertThat(typed.exit()).isZero();
    var row = new ObjectMapper().readTree(typed.out());
    assertThat(row.path("name").asText()).isEqualTo("crashes 3..4");
    assertThat(row.path("seeds").asInt()).isEqualTo(2);
    assertThat(row.path("failed").asInt()).isZero();
    assertThat(row.path("events").asLong()).isGreaterThan(500);
    assertThat(row.path("trace").asText()).matches("[0-9a-f]{16}");
  }

  @Test
  void seedsSideBySideComeToTheSame() throws IOException {
    var one = Typed.run("torture", "--seeds", "0..5", "--threads", "1", "-o", "json");
    var three = Typed.run("torture", "--seeds", "0..5", "--threads", "3", "-o", "json");

    assertThat(trace(three.out())).isEqualTo(trace(one.out()));
  }

  /** Each JVM goes through salted collections in an order of its own. */
  @Test
  void anotherJvmComesToTheSame() throws IOException, InterruptedException {
    var here = Typed.run("torture", "--seeds", "0..3", "-o", "json");
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var errors = folder.resolve("errors.txt");
    var process =
        new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.muster.simulations.MusterMain",
                "torture",
                "--seeds",
                "0..3",
                "-o",
                "json")
            .redirectError(errors.toFile())
            .start();
    var there = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as("%s", Files.readString(errors)).isZero();
    assertThat(trace(there)).isEqualTo(trace(here.out()));
  }

  private static String trace(String json) throws IOException {
    return new ObjectMapper().readTree(json).path("trace").asText();
  }

  @Test
  void aScriptIsPlayedAgainAndToldWriteByWrite() throws IOException {
    var file = folder.resolve("script.txt");
    Files.writeString(file, Torture.script("calm", 1));

    var typed = Typed.run("torture", "--replay", file.toString(), "--narrate");

    assertThat(typed.exit()).isZero();
    assertThat(typed.out())
        .contains("submit g0")
        .contains("'Resuming' attempt=1")
        .contains("calm 1: 1 seeds, 0 broken")
        .containsPattern("\\n\\| \\S+ \\| calm 1 \\| 1 \\| \\d+ \\|  \\| \\d+ \\| held \\|\\n");
  }

  /** A gang that fits, while nobody leads until shortly before the end. */
  @Test
  void whatIsBrokenIsToldAndTheExitCodeSaysSo() throws IOException {
    var file = folder.resolve("script.txt");
    Files.writeString(
        file,
        """
        muster torture script 1
        # nobody has the time
        nodes=1x8gpu replicas=1 salt=1 healed=1000 end=200000
               0.500 submit g0 ray:1x1:3600: amount=0 lasts=0 salt=0
        """);

    var typed = Typed.run("torture", "--replay", file.toString(), "-o", "json");

    assertThat(typed.exit()).isEqualTo(1);
    assertThat(typed.err())
        .startsWith("broken: UNFINISHED at 200.000 s: UNFINISHED g0 (ray:1x1:3600:) is 'Running'");
    var failure = new ObjectMapper().readTree(typed.out()).path("failures").path(0);
    assertThat(failure.path("name").asText()).isEqualTo("nobody has the time");
    assertThat(failure.path("violation").asText()).startsWith("UNFINISHED");
  }

  @Test
  void whatCannotBeReadIsNamedByItsLine() throws IOException {
    var file = folder.resolve("script.txt");
    Files.writeString(
        file, Torture.script("calm", 1) + "12.000 explode s1 - amount=0 lasts=0 salt=0\n");
    int line = Files.readAllLines(file).size();

    var typed = Typed.run("torture", "--replay", file.toString());

    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.out()).isEmpty();
    assertThat(typed.err())
        .isEqualTo(
            "error: --replay: %s: line %d: nothing is called 'explode'\n".formatted(file, line));
  }

  @Test
  void wrongUsageSaysWhatIsRight() {
    assertThat(Typed.run("torture").err()).contains("give either --seeds A..B or --replay FILE");
    assertThat(Typed.run("torture", "--seeds", "9..3").err()).contains("--seeds is '9..3'");
    assertThat(Typed.run("torture", "--seeds", "x").err()).contains("must be two numbers");
    assertThat(Typed.run("torture", "--seeds", "1", "--profile", "x").err())
        .contains("'x' is none of calm, calls");
    assertThat(Typed.run("torture", "--seeds", "1", "--narrate").err()).contains("--replay FILE");
    assertThat(Typed.run("torture", "--seeds", "1", "--keep", "/nowhere").err())
        .contains("--keep: /nowhere is no folder");
    assertThat(Typed.run("torture", "--seeds", "9223372036854775807").exit()).isEqualTo(2);
    assertThat(Typed.run("torture", "--seeds", "1", "--threads", "-3").err())
        .contains("--threads is -3; must be 1 to 256");
    assertThat(Typed.run("torture", "--replay", "x", "--narrate", "-o", "json").err())
        .contains("does not go with -o json");
  }
}
