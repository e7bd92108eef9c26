package dev.muster.simulations.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.simulations.Program;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ./muster bench} as it is typed, in this folder and against this server. */
record Bench(Path folder, TestServer server) {
  private static final String GANGS = "workload.codeflare.dev/v1beta2";

  /** Starts it; the server itself is not measured unless these arguments say so. */
  Program type(String... arguments) {
    write("kubeconfig", server.kubeconfig());
    var all = new ArrayList<>(List.of("bench", "--kubeconfig", "kubeconfig"));
    all.addAll(List.of(arguments));
    if (!all.contains("--rate-calls")) {
      all.addAll(List.of("--rate-calls", "0"));
    }
    return Program.muster(folder, all.toArray(String[]::new));
  }

  void write(String file, String text) {
    try {
      Files.writeString(folder.resolve(file), text);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** What it reported as JSON, when it ended with this exit code. */
  static JsonNode report(Program bench, int exit) throws JsonProcessingException {
    assertThat(bench.exit()).as(() -> errors(bench)).isEqualTo(exit);
    return new ObjectMapper().readTree(bench.outText());
  }

  static String errors(Program bench) {
    return String.join("\n", bench.err());
  }

  /** What benches made, as far as it is still there. */
  List<Map<String, @Nullable Object>> made(String apiVersion, String kind) {
    return server.list(apiVersion, kind).stream()
        .filter(object -> !Trees.text(object, "metadata", "labels", Labels.BENCH).isEmpty())
        .toList();
  }

  List<Map<String, @Nullable Object>> gangs() {
    return made(GANGS, "AppWrapper");
  }

  void assertNothingIsLeft() {
    assertThat(gangs()).isEmpty();
    assertThat(made("batch/v1", "Job")).isEmpty();
    assertThat(made("v1", "Pod")).isEmpty();
    assertThat(made("v1", "Node")).isEmpty();
    assertThat(made("v1", "ConfigMap")).isEmpty();
  }
}
