package dev.muster.simulations.live.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.simulations.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a user runs it: the packaged program in a process of its own. */
final class DemoIT {
  @TempDir private static Path folder;

  /** The default story, played once for all tests. */
  @SuppressWarnings("NullAway.Init") // set before the tests
  private static Program story;

  @SuppressWarnings("NullAway.Init") // set before the tests
  private static JsonNode report;

  @BeforeAll
  static void play() throws IOException {
    story = demo("--exit-when-done", "-o", "json");
    assertThat(story.exit()).as(() -> story.err().toString()).isZero();
    report = new ObjectMapper().readTree(String.join("\n", story.out()));
  }

  private static Program demo(String... options) {
    var arguments = new ArrayList<String>();
    arguments.add("demo");
    arguments.addAll(List.of(options));
    return Program.muster(folder, arguments.toArray(String[]::new));
  }

  private static List<JsonNode> gangs() {
    var gangs = new ArrayList<JsonNode>();
    report.get("gangs").forEach(gangs::add);
    return gangs;
  }

  private static JsonNode gang(String name) {
    return gangs().stream()
        .filter(gang -> gang.get("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Instant time(String name, String key) {
    return Instant.parse(gang(name).get(key).asText());
  }

  private static List<String> keys(JsonNode object) {
    var keys = new ArrayList<String>();
    object.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  @Test
  void standardOutputIsOneDocumentWithItsKeysInOrder() {
    assertThat(keys(report))
        .containsExactly("scenario", "wallSeconds", "gangs", "summary", "invariants");
    assertThat(gangs())
        .hasSize(24)
        .allSatisfy(gang ->
            assertThat(keys(gang))
                .containsExactly(
                    "namespace",
                    "name",
                    "kind",
                    "phase",
                    "cluster",
                    "submitted",
                    "admitted",
                    "finished",
                    "pods",
                    "code",
                    "reason"));
    assertThat(keys(report.get("summary")))
        .containsExactly(
            "submitted",
            "succeeded",
            "failed",
            "pending",
            "rejected",
            "partialAdmissions",
            "overcommits");
    assertThat(keys(report.get("invariants"))).containsExactly("checked", "violations");
  }

  @Test
  void theStoryEndsInTimeAndWithoutNoise() {
    assertThat(report.get("wallSeconds").asDouble()).isBetween(10.0, 60.0);
    assertThat(story.err()).isEmpty();
  }

  @Test
  void everyFeasibleGangSucceedsAndTheFailingOneFails() {
    var phases = new TreeMap<String, Integer>();
    gangs().forEach(gang -> phases.merge(gang.get("phase").asText(), 1, Integer::sum));

    assertThat(phases)
        .isEqualTo(new TreeMap<>(Map.of("Failed", 1, "Succeeded", 20, "Suspended", 3)));
    assertThat(gang("flaky").get("phase").asText()).isEqualTo("Failed");
    assertThat(report.get("summary").toString())
        .isEqualTo(
            "{\"submitted\":24,\"succeeded\":20,\"failed\":1,\"pending\":3,\"rejected\":0,"
                + "\"partialAdmissions\":0,\"overcommits\":0}");
  }

  @Test
  void gangsThatAreOverHaveTheirTimesAndNoReason() {
    assertThat(gangs())
        .filteredOn(gang -> !gang.get("phase").asText().equals("Suspended"))
        .hasSize(21)
        .allSatisfy(gang -> {
          assertThat(gang.get("kind").asText()).isEqualTo("AppWrapper");
          assertThat(gang.get("cluster").asText()).isEqualTo("local");
          assertThat(gang.get("code").isNull() && gang.get("reason").isNull()).isTrue();
          assertThat(gang.get("pods").asInt()).isPositive();
          assertThat(Instant.parse(gang.get("submitted").asText()))
              .isBefore(Instant.parse(gang.get("admitted").asText()));
          assertThat(Instant.parse(gang.get("admitted").asText()))
              .isBefore(Instant.parse(gang.get("finished").asText()));
        });
  }

  @Test
  void impossibleGangsWaitWithTheTrueReason() {
    assertThat(gang("too-large").get("code").asText()).isEqualTo("NodesTooSmall");
    assertThat(gang("too-large").get("reason").asText())
        .contains("0.gpu wants 9 pods, 8 fit", "8 too little nvidia.com/gpu");
    assertThat(gang("exotic").get("code").asText()).isEqualTo("NodesTooSmall");
    assertThat(gang("exotic").get("reason").asText())
        .contains("0.head wants 1 pod, 0 fit", "8 not selected");
    assertThat(gang("malformed").get("code").asText()).isEqualTo("BadObject");
    assertThat(gang("malformed").get("reason").asText())
        .contains(
            "spec.components[0].template.spec.workerGroupSpecs[0].template.spec.containers[0]"
                + ".resources.requests.memory",
            "12 gigs");
    assertThat(List.of(gang("too-large"), gang("exotic"), gang("malformed")))
        .allSatisfy(gang -> {
          assertThat(gang.get("admitted").isNull()).isTrue();
          assertThat(gang.get("finished").isNull()).isTrue();
        });
  }

  @Test
  void theObserverChecksAllAlongAndFindsNothing() {
    assertThat(report.get("invariants").get("checked").asLong()).isGreaterThan(1000);
    assertThat(report.get("invariants").get("violations").asLong()).isZero();
  }

  /**
   * Compared are gangs of whole nodes: what is smaller may start in a gap that is of no use. The
   * scheduler is given a moment to see the one that came later.
   */
  @Test
  void productionGangsStartBeforeResearchGangsThatWaitForAsMuch() {
    var research = new TreeMap<>(Map.of("resnet", 4, "whisper", 2, "vit", 3));
    var production = new TreeMap<>(Map.of("urgent", 4, "detector-release", 2));
    int compared = 0;
    for (var urgent : production.entrySet()) {
      var came = time(urgent.getKey(), "submitted");
      var started = time(urgent.getKey(), "admitted");
      for (var other : research.entrySet()) {
        var otherStarted = time(other.getKey(), "admitted");
        boolean waitedToo =
            otherStarted.isAfter(came.plusSeconds(3)) && other.getValue() >= urgent.getValue();
        if (waitedToo) {
          compared++;
          assertThat(started).as(urgent + " before " + other).isBeforeOrEqualTo(otherStarted);
        }
      }
    }
    assertThat(compared).isPositive();
  }

  @Test
  void helpNamesEveryOption() {
    try (var help = demo("--help")) {
      assertThat(help.exit()).isZero();
      assertThat(String.join("\n", help.out()))
          .contains("--scenario", "--nodes", "--port", "--kubeconfig-out", "--exit-when-done")
          .contains("--for", "--speed", "--output", "Exit:");
      assertThat(help.err()).isEmpty();
    }
  }

  @Test
  void wrongOptionsAreRefusedOnStandardErrorAlone() {
    refuses("--port is 70000; must be 0 to 65535", "--port", "70000");
    refuses("--speed is 0.0", "--speed", "0");
    refuses("--for", "--for", "soon");
    refuses("--nodes", "--nodes", "8xeverything");
    refuses("--scenario", "--scenario", "unheard-of");
    refuses("--unknown", "--unknown");
  }

  private static void refuses(String problem, String... options) {
    try (var refused = demo(options)) {
      assertThat(refused.exit()).as(problem).isEqualTo(2);
      assertThat(refused.out()).isEmpty();
      assertThat(String.join("\n", refused.err())).contains(problem).doesNotContain("\tat ");
    }
  }

  @Test
  void theEmptyScenarioEndsWhenItsTimeIsOver() throws IOException {
    try (var empty = demo("--scenario", "empty", "--for", "3s", "-o", "json")) {
      assertThat(empty.exit()).as(() -> empty.err().toString()).isZero();
      var document = new ObjectMapper().readTree(String.join("\n", empty.out()));
      assertThat(document.get("gangs")).isEmpty();
      assertThat(document.get("scenario").asText()).isEqualTo("empty");
      assertThat(empty.err()).isEmpty();
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var refused = demo("--scenario", "empty", "--port", "" + taken.getLocalPort())) {
      assertThat(refused.exit()).isEqualTo(2);
      assertThat(refused.out()).isEmpty();
      assertThat(String.join("\n", refused.err()))
          .contains("error: cannot listen on 127.0.0.1:" + taken.getLocalPort(), "--port")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void aKubeconfigThatCannotBeWrittenIsRefusedWithAFix() throws IOException {
    var file = Files.createFile(folder.resolve("a-file")).resolve("kubeconfig").toString();
    try (var refused = demo("--scenario", "empty", "--kubeconfig-out", file)) {
      assertThat(refused.exit()).isEqualTo(2);
      assertThat(refused.out()).isEmpty();
      assertThat(String.join("\n", refused.err()))
          .contains("error: cannot write ", "fix: name a writable file with --kubeconfig-out")
          .doesNotContain("\tat ");
    }
  }
}
