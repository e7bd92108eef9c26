package dev.muster.simulations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.simulations.trace.TraceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplayCommandTest {
  private static final String ROOT = System.getProperty("muster.root", "..");
  private static final String SAMPLE = ROOT + "/simulations/samples/small.csv";

  @TempDir private Path folder;

  @Test
  void theResultIsOneObjectAndNothingElseIsSaid() throws IOException {
    var typed = Typed.run("replay", "--trace", SAMPLE, "--cluster", "4x4gpu", "-o", "json");

    assertThat(typed.exit()).isZero();
    assertThat(typed.err()).isEmpty();
    assertThat(typed.out()).endsWith("}\n");
    var summary = json(typed);
    assertThat(summary.path("policy").asText()).isEqualTo("muster");
    assertThat(summary.path("jobs").asInt()).isEqualTo(10);
    assertThat(summary.path("invariants").path("violations").asInt()).isZero();
    assertThat(summary.path("wallSeconds").asDouble()).isEqualTo(1.234);
  }

  @Test
  void twoRunsHaveTheSameDigestAndItIsThatOfTheJobsFile() throws IOException {
    var file = folder.resolve("jobs.csv");
    var once =
        Typed.run(
            "replay",
            "--trace",
            SAMPLE,
            "--cluster",
            "4x4gpu",
            "--jobs",
            file.toString(),
            "-o",
            "json");
    var again = Typed.run("replay", "--trace", SAMPLE, "--cluster", "4x4gpu", "-o", "json");

    var digest = json(once).path("digest").asText();
    assertThat(json(again).path("digest").asText()).isEqualTo(digest);
    assertThat(TraceFile.sha256(Files.readAllBytes(file))).isEqualTo(digest);
    assertThat(Files.readAllLines(file)).hasSize(11);
  }

  @Test
  void everyJvmFindsTheSame() throws IOException {
    assertThat(digest("muster"))
        .isEqualTo("fc6c13d3fde2d99890d8a3d5c787b91a9baadd9a4a5c4e7a0f463f34c90dec8d");
    assertThat(digest("muster-strict"))
        .isEqualTo("4a5262795f1d7011fed61ac5e0018920e84afcf3e5d6cffb22481293ef90c217");
  }

  private static String digest(String policy) throws IOException {
    var typed =
        Typed.run(
            "replay", "--trace", SAMPLE, "--cluster", "3x4gpu", "--policy", policy, "-o", "json");
    return json(typed).path("digest").asText();
  }

  @Test
  void theTableIsTheDefault() {
    var typed =
        Typed.run("replay", "--trace", SAMPLE, "--cluster", "4x4gpu", "--policy", "muster-strict");

    assertThat(typed.exit()).isZero();
    assertThat(typed.out()).startsWith("muster-strict, placed by muster: 10 jobs of small.csv");
  }

  @Test
  void aLimitKeepsTheFirstArrivals() throws IOException {
    var typed =
        Typed.run("replay", "--trace", SAMPLE, "--cluster", "4x4gpu", "--limit", "3", "-o", "json");

    assertThat(json(typed).path("jobs").asInt()).isEqualTo(3);
    assertThat(json(typed).path("trace").path("rows").asInt()).isEqualTo(3);
  }

  @Test
  void jobsThatAreLeftOutAreToldLoudly() throws IOException {
    var typed = Typed.run("replay", "--trace", SAMPLE, "--cluster", "2x4gpu", "-o", "json");

    assertThat(typed.err()).isEqualTo("warning: 1 jobs left out: never-fits\n");
    assertThat(json(typed).path("rejected").asInt()).isEqualTo(1);
    assertThat(json(typed).path("trace").path("rejected").path("never-fits").asInt()).isOne();
  }

  @Test
  void aScreenShowsHowFarItIs() {
    var typed = Typed.runOnScreen("replay", "--trace", SAMPLE, "--cluster", "4x4gpu");

    assertThat(typed.err()).contains("\r10 of 10 jobs finished").endsWith("\r\u001b[K");
  }

  @Test
  void aWrongNameListsTheRightOnes() {
    assertThat(usage("--trace", SAMPLE, "--cluster", "4x4gpu", "--policy", "fofi"))
        .contains("'fofi' is none of muster, muster-strict");
    assertThat(usage("--trace", SAMPLE, "--cluster", "4x4gpu", "-o", "xml"))
        .contains("'xml' is none of table, json");
  }

  @Test
  void badInputIsNamedAndLeavesTheResultEmpty() throws IOException {
    var bad = Files.writeString(folder.resolve("bad.csv"), "a,b\n1,2\n").toString();

    assertThat(usage("--trace", bad, "--cluster", "4x4gpu"))
        .startsWith("error: " + bad + ":1: unknown header 'a,b'");
    assertThat(usage("--trace", "nowhere.csv", "--cluster", "4x4gpu"))
        .isEqualTo("error: nowhere.csv: no such file\n");
    assertThat(usage("--trace", SAMPLE, "--cluster", "4x"))
        .startsWith("error: --cluster: '4x' is not COUNTxSHAPE");
    assertThat(usage("--trace", SAMPLE)).contains("--cluster");
    assertThat(usage("--trace", SAMPLE, "--cluster", "4x4gpu", "--limit", "0"))
        .startsWith("error: --limit is 0; must be at least 1");
    assertThat(usage("--trace", SAMPLE, "--cluster", "4x4gpu", "--jobs", folder + "/no/x.csv"))
        .startsWith("error: --jobs: cannot write");
  }

  @Test
  void theExamplesOfTheHelpWorkAsTyped() {
    var examples = examples(Typed.run("replay", "--help").out());

    assertThat(examples).hasSize(2);
    for (var example : examples) {
      assertThat(Typed.run(example.toArray(String[]::new)).exit()).isZero();
    }
  }

  private static List<List<String>> examples(String help) {
    var examples = new ArrayList<List<String>>();
    for (var line : help.replace("\\\n", " ").split("\n")) {
      if (line.strip().startsWith("./muster ")) {
        var words = line.strip().replace("simulations/samples/small.csv", SAMPLE).split("\\s+");
        examples.add(List.of(words).subList(1, words.length));
      }
    }
    return examples;
  }

  private static String usage(String... options) {
    var arguments = new ArrayList<>(List.of("replay"));
    arguments.addAll(List.of(options));
    var typed = Typed.run(arguments.toArray(String[]::new));
    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.out()).isEmpty();
    return typed.err();
  }

  private static JsonNode json(Typed typed) throws IOException {
    return new ObjectMapper().readTree(typed.out());
  }
}
