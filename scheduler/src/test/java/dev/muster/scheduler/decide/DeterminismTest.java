package dev.muster.scheduler.decide;

import static dev.muster.scheduler.model.Snapshots.aSnapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.decide.draft.Rules;
import dev.muster.scheduler.model.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeterminismTest {
  /** Changes when plans change: then, and only if they were meant to, commit the new one. */
  private static final String DIGEST =
      "99b974fcce057e47fb0a0b3fcd2c8a69beb471308575e6479a9ec6c9831760fb";

  @Test
  void theOrderInWhichThingsBecameKnownChangesNothing() {
    for (int seed = 0; seed < 40; seed++) {
      var world = new World(seed);
      for (int step = 0; step < 30; step++) {
        world.happen();
      }
      var planner = new Planner(Rules.DEFAULT);
      var plan = planner.plan(world.snapshot(), Planner.Memo.EMPTY).plan();
      for (int permutation = 0; permutation < 5; permutation++) {
        var shuffled = shuffled(world.snapshot(), new Random(permutation));
        assertThat(planner.plan(shuffled, Planner.Memo.EMPTY).plan())
            .as("seed %d, permutation %d", seed, permutation)
            .isEqualTo(plan);
      }
    }
  }

  @Test
  void thePlansOfAFixedHistoryAreTheCommittedOnes() throws Exception {
    assertThat(PlanDigest.compute()).isEqualTo(DIGEST);
  }

  /** Within one JVM the salt of hash collections is fixed: only several show that none is used. */
  @Test
  void fiveOtherJvmsMakeTheSamePlans() throws Exception {
    var digests = new ArrayList<String>();
    for (var jvm : List.of(start(), start(), start(), start(), start())) {
      digests.add(new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
      assertThat(jvm.waitFor()).isZero();
    }
    assertThat(digests).isEqualTo(Collections.nCopies(5, DIGEST));
  }

  private static Process start() throws IOException {
    var classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            classPath,
            PlanDigest.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static Snapshot shuffled(Snapshot snapshot, Random random) {
    var nodes = new ArrayList<>(snapshot.cluster().nodes().values());
    var gangs = new ArrayList<>(snapshot.gangs().values());
    Collections.shuffle(nodes, random);
    Collections.shuffle(gangs, random);
    var builder =
        aSnapshot()
            .now(snapshot.now())
            .podMadeAt(snapshot.cluster().podMadeAt())
            .history(snapshot.history());
    nodes.forEach(builder::node);
    gangs.forEach(builder::gang);
    return builder.build();
  }
}
