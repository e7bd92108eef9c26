package dev.muster.simulations.live.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.simulations.Program;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A demo that lives on in a folder: the packaged program, killed and started again. */
final class KeptDemoIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir private Path folder;

  private Program demo(String... options) {
    var arguments = new ArrayList<String>(List.of("demo", "--data", "cluster"));
    arguments.addAll(List.of(options));
    return Program.muster(folder, arguments.toArray(String[]::new));
  }

  private Path file(String name) {
    return folder.resolve("cluster").resolve(name);
  }

  private String kubeconfig() throws IOException {
    return Files.readString(folder.resolve(".muster/demo.kubeconfig"));
  }

  private static String errors(Program program) {
    return String.join("\n", program.err());
  }

  private static void awaitLine(Program program, String part) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(program.outText() + errors(program)).contains(part));
  }

  /** Killed in the middle of its acts, and again when most gangs run or wait. */
  @Test
  void theStoryGoesOnAfterSigkillAndEndsAsWithoutIt() throws IOException {
    String first;
    try (var demo = demo()) {
      awaitLine(demo, "gpt-small");
      first = kubeconfig();
    }
    try (var demo = demo()) {
      awaitLine(demo, "Succeeded");
      assertThat(kubeconfig()).isEqualTo(first);
    }
    try (var demo = demo("--exit-when-done", "-o", "json")) {
      int code = demo.exit();
      assertThat(code).as(() -> errors(demo)).isZero();
      var report = new ObjectMapper().readTree(demo.outText());
      assertThat(kubeconfig()).isEqualTo(first);
      assertThat(report.get("summary").toString())
          .isEqualTo(
              "{\"submitted\":24,\"succeeded\":20,\"failed\":1,\"pending\":3,\"rejected\":0,"
                  + "\"partialAdmissions\":0,\"overcommits\":0}");
      assertThat(report.get("invariants").get("violations").asLong()).isZero();
      assertThat(uniqueNames(report)).hasSize(24);
    }
  }

  private static List<String> uniqueNames(JsonNode report) {
    var names = new ArrayList<String>();
    for (var gang : report.get("gangs")) {
      names.add(gang.get("namespace").asText() + "/" + gang.get("name").asText());
    }
    return names.stream().distinct().toList();
  }

  @Test
  void oneProcessAtATime() {
    try (var demo = demo("--scenario", "empty")) {
      awaitLine(demo, "Join in");
      try (var second = demo("--scenario", "empty")) {
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.out()).isEmpty();
        assertThat(errors(second))
            .contains("in use by another process", "fix: ")
            .doesNotContain("\tat ");
      }
    }
  }

  @Test
  void anotherScenarioIsRefused() {
    try (var demo = demo("--scenario", "empty", "--for", "1s")) {
      assertThat(demo.exit()).as(() -> errors(demo)).isZero();
    }
    try (var other = demo("--for", "1s")) {
      assertThat(other.exit()).isEqualTo(1);
      assertThat(errors(other))
          .contains("it holds the scenario 'empty', not 'three-teams'", "fix: ")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void aTornEndIsToldAndDamageIsRefused() throws IOException {
    try (var demo = demo("--scenario", "empty", "--for", "3s")) {
      assertThat(demo.exit()).as(() -> errors(demo)).isZero();
    }
    var changes = file("changes-0000000000000000000");
    try (var end = FileChannel.open(changes, StandardOpenOption.APPEND)) {
      end.write(ByteBuffer.wrap(new byte[100]));
    }
    try (var demo = demo("--scenario", "empty", "--for", "3s")) {
      assertThat(demo.exit()).as(() -> errors(demo)).isZero();
      assertThat(demo.outText()).contains("the last 100 bytes of changes-0000000000000000000");
    }
    try (var middle = FileChannel.open(changes, StandardOpenOption.WRITE)) {
      middle.write(ByteBuffer.wrap(new byte[100]), 200);
    }
    try (var demo = demo("--scenario", "empty", "--for", "3s")) {
      assertThat(demo.exit()).isEqualTo(1);
      assertThat(errors(demo))
          .contains("changes-0000000000000000000 is damaged at byte ", "had been confirmed")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void secretsAreForTheirOwnerAlone() throws IOException {
    try (var demo = demo("--scenario", "empty", "--for", "1s")) {
      assertThat(demo.exit()).as(() -> errors(demo)).isZero();
    }
    for (var secret :
        List.of(file("credentials.json"), folder.resolve(".muster/demo.kubeconfig"))) {
      assertThat(Files.getPosixFilePermissions(secret))
          .as(secret.toString())
          .containsExactlyInAnyOrder(
              PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }
  }
}
