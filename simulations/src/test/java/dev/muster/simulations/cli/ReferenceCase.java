package dev.muster.simulations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.simulations.SharedFolder;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;

/** A published figure: a command line and what must come of it, within tolerances. */
record ReferenceCase(JsonNode content) {
  private static final String FIFO = "--policy fifo --place consolidate";

  /** All cases whose policy is first come, first served, packed onto the fullest nodes. */
  static List<ReferenceCase> fifoConsolidate(String prefix) throws IOException {
    var file = SharedFolder.trace("reference/expected.json");
    var cases = new ObjectMapper().readTree(file.toFile()).path("cases");
    return StreamSupport.stream(cases.spliterator(), false)
        .map(ReferenceCase::new)
        .filter(c -> c.name().startsWith(prefix) && c.typed().contains(FIFO))
        .toList();
  }

  String name() {
    return content.path("name").asText();
  }

  String trace() {
    return argument("--trace");
  }

  /** The cluster as a specification, also where the case has a file of nodes per queue. */
  String cluster() throws IOException {
    var cluster = argument("--cluster");
    if (!cluster.endsWith(".csv")) {
      return cluster;
    }
    var groups = new ArrayList<String>();
    for (var line : Files.readAllLines(SharedFolder.trace(cluster))) {
      var cells = line.split(",");
      if (!cells[0].equals("vc")) {
        groups.add(cells[1] + "x8gpu@" + cells[0]);
      }
    }
    return String.join(",", groups);
  }

  /** Replays it under the production planner and compares every figure. */
  void holdsForMusterStrict() throws IOException {
    var typed =
        Typed.run(
            "replay",
            "--trace",
            SharedFolder.trace(trace()).toString(),
            "--cluster",
            cluster(),
            "--policy",
            "muster-strict",
            "-o",
            "json");
    assertThat(typed.exit()).as(typed.err()).isZero();
    var summary = new ObjectMapper().readTree(typed.out());
    for (var expected : content.path("expect").properties()) {
      var path = "/" + expected.getKey().replace('.', '/');
      assertThat(summary.at(path).decimalValue())
          .as("%s: %s", name(), expected.getKey())
          .isCloseTo(expected.getValue().decimalValue(), within(expected.getKey()));
    }
  }

  private Offset<BigDecimal> within(String key) {
    var tolerance = content.path("tolerance");
    var own = tolerance.has(key) ? tolerance.path(key) : tolerance.path("*");
    return Offset.offset(own.path("abs").decimalValue());
  }

  private String argument(String option) {
    var arguments = content.path("args");
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.path(i).asText().equals(option)) {
        return arguments.path(i + 1).asText();
      }
    }
    throw new IllegalStateException(name() + " has no " + option);
  }

  private String typed() {
    var words = new ArrayList<String>();
    content.path("args").forEach(word -> words.add(word.asText()));
    return String.join(" ", words);
  }
}
