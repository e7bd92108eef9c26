package dev.muster.simulations.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The same made-up requests to the embedded API server and to a real one: their answers are the
 * same, but for what is allowed to differ. {@code muster.differential.seed} and {@code
 * muster.differential.stories} ask for other requests, and for more or fewer; what is allowed must
 * occur among those that are made when nobody asks.
 */
final class DifferentialIT {
  private static final long USUAL_SEED = 4;
  private static final int USUAL_STORIES = 160;
  private static final int FEWEST_REQUESTS = 2000;
  private static final long SEED = Long.getLong("muster.differential.seed", USUAL_SEED);
  private static final int STORIES =
      Integer.getInteger("muster.differential.stories", USUAL_STORIES);
  private static final int SHRUNK = Integer.getInteger("muster.differential.shrunk", 5);

  private record Finding(Story story, Difference difference) {}

  @Test
  void bothServersAnswerTheSame() throws IOException {
    var allowances = new Allowances(Allowed.ALL);
    try (var real = TestServer.bare(true);
        var embedded = TestServer.bare(false)) {
      var duel = new Duel(embedded, real, allowances);
      var findings = new LinkedHashMap<String, List<Finding>>();
      for (var story : new Author(SEED).stories(STORIES)) {
        for (var difference : duel.play(story)) {
          findings
              .computeIfAbsent(difference.signature(), any -> new ArrayList<>())
              .add(new Finding(story, difference));
        }
      }
      System.out.println(
          "differential: seed %d, %d stories, %d requests, %d kinds of differences"
              .formatted(SEED, STORIES, duel.requests(), findings.size()));
      var report = report(duel, findings);
      write(report);
      assertThat(findings.keySet()).as(report).isEmpty();
      if (SEED == USUAL_SEED && STORIES == USUAL_STORIES) {
        assertThat(duel.requests()).isGreaterThanOrEqualTo(FEWEST_REQUESTS);
        assertThat(allowances.unmet()).as("allowed, but no longer there").isEmpty();
      }
    }
  }

  private static String report(Duel duel, Map<String, List<Finding>> findings) {
    var text = new StringBuilder("seed " + SEED + "\n");
    int shrunk = 0;
    for (var entry : findings.entrySet()) {
      var first = entry.getValue().getFirst();
      text.append("\n== %d x %s\n".formatted(entry.getValue().size(), entry.getKey()));
      text.append(first.difference().step().told()).append('\n');
      first.difference().lines().forEach(line -> text.append("  ").append(line).append('\n'));
      if (shrunk++ < SHRUNK) {
        var shortest = duel.shrink(first.story(), entry.getKey());
        text.append("shortest story:\n").append(shortest.told());
      }
    }
    return text.toString();
  }

  private static void write(String report) throws IOException {
    var folder = Path.of(System.getProperty("muster.root"), "simulations", "target");
    Files.writeString(folder.resolve("differential.txt"), report);
  }
}
