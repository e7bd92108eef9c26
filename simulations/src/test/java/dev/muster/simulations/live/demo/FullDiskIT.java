package dev.muster.simulations.live.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Program;
import dev.muster.simulations.live.http.RawClient;
import dev.muster.simulations.live.objects.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A demo whose data folder has no more room: the packaged program, whose files the system keeps
 * small. What it confirmed is there when it starts again with room, and nothing else.
 */
final class FullDiskIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final int MOST = 500;
  private static final int LENGTH = 20_000;

  /** Blocks of 512 bytes: the cluster is founded, and there is room for some more. */
  private static final int ONE_MIB = 2_048;

  /** Less than the cluster takes that stands at the start. */
  private static final int SOME_KIB = 100;

  @TempDir private Path folder;

  private Program demo(int blocks, String... options) {
    var command = new ArrayList<String>(List.of("sh", "-c", "ulimit -f $0 && exec \"$@\""));
    command.add(Integer.toString(blocks));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-jar", Program.jar().toString()));
    command.addAll(arguments(options));
    return Program.start(folder, Map.of(), command);
  }

  private Program demo(String... options) {
    return Program.muster(folder, arguments(options).toArray(String[]::new));
  }

  private static List<String> arguments(String... options) {
    var arguments = new ArrayList<>(List.of("demo", "--scenario", "empty", "--data", "cluster"));
    arguments.addAll(List.of(options));
    return arguments;
  }

  private static void awaitServing(Program demo) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(demo.outText() + demo.err()).contains("Join in"));
  }

  private RawClient client() throws IOException {
    return new RawClient(Files.readString(folder.resolve(".muster/demo.kubeconfig")));
  }

  @Test
  void whatWasConfirmedBeforeTheDiskWasFullIsThereAgainAndNothingElse() throws IOException {
    var confirmed = new TreeMap<String, String>();
    try (var demo = demo(ONE_MIB)) {
      awaitServing(demo);
      try (var client = client()) {
        var refused = fill(client, confirmed);

        assertThat(refused.code()).isEqualTo(500);
        assertThat(Trees.text(refused.body(), "message"))
            .isEqualTo(
                "Internal error occurred: the data folder cannot be written: File too large;"
                    + " nothing was stored: free room and try again");
      }
      assertThat(demo.exit()).isEqualTo(1);
      assertThat(String.join("\n", demo.err()))
          .contains("error: the data folder cluster: the data folder cannot be written: ")
          .contains("fix: free room and start again with the same folder")
          .doesNotContain("\tat ");
    }
    assertThat(confirmed).hasSizeGreaterThan(5);
    try (var demo = demo()) {
      awaitServing(demo);
      try (var client = client()) {
        assertThat(stored(client)).isEqualTo(confirmed);
        assertThat(client.post(MAPS, map("full-and-on", "x")).code()).isEqualTo(201);
      }
    }
  }

  @Test
  void aDiskThatIsFullFromTheStartIsToldAndTheFolderIsOfUseLater() {
    try (var demo = demo(SOME_KIB)) {
      assertThat(demo.exit()).isEqualTo(1);
      assertThat(demo.out()).isEmpty();
      assertThat(String.join("\n", demo.err()))
          .startsWith("error: the data folder cluster: the data folder cannot be written: ")
          .contains("fix: free room and start again with the same folder")
          .doesNotContain("\tat ");
    }
    try (var demo = demo("--for", "1s")) {
      assertThat(demo.exit()).as(() -> demo.err().toString()).isZero();
    }
  }

  /** Writes until it is refused; returns the refusal. */
  private static RawClient.Answer fill(RawClient client, Map<String, String> confirmed) {
    for (int i = 0; i < MOST; i++) {
      var name = "full-" + i;
      var value = Integer.toString(i).repeat(LENGTH).substring(0, LENGTH);
      var answer = client.post(MAPS, map(name, value));
      if (answer.code() != 201) {
        return answer;
      }
      confirmed.put(name, value);
    }
    throw new AssertionError("the disk was never full");
  }

  private static Map<String, String> stored(RawClient client) {
    var stored = new TreeMap<String, String>();
    for (var map : Trees.maps(client.get(MAPS).body(), "items")) {
      if (Trees.name(map).startsWith("full-")) {
        stored.put(Trees.name(map), Trees.text(map, "data", "value"));
      }
    }
    return stored;
  }

  private static String map(String name, String value) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"},\"data\":{\"value\":\"%s\"}}"
        .formatted(name, value);
  }
}
