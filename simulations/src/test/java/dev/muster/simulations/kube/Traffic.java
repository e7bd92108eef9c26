package dev.muster.simulations.kube;

import dev.muster.scheduler.kube.Loop;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Users who submit small gangs one after the other, take some off the cluster for a while, and
 * delete some. Confined to the stage's loop.
 */
final class Traffic {
  private final Stage stage;
  private final Loop loop;
  private final Random random;
  private final Map<String, String> ends = new TreeMap<>();
  private int count;
  private boolean over;

  Traffic(Stage stage, Loop loop, Random random) {
    this.stage = stage;
    this.loop = loop;
    this.random = random;
  }

  void start() {
    if (!over) {
      submit("gang-" + count++);
      loop.after(200 + random.nextInt(600), this::start);
    }
  }

  /** No more of it; returns the phase in which each gang that stays has to end. */
  Map<String, String> stop() {
    over = true;
    return ends;
  }

  private void submit(String name) {
    ends.put("default/" + name, "Succeeded");
    switch (count % 5) {
      case 0 -> stage.create(Gangs.ray(name, 3, 4, "1"));
      case 1 -> {
        stage.create(Gangs.failingJob(name));
        ends.put("default/" + name, "Failed");
      }
      case 2 -> {
        stage.create(Gangs.ray(name, 1, 2, "3"));
        loop.after(1_000 + random.nextInt(2_000), () -> stage.suspend(name, true));
        loop.after(4_000 + random.nextInt(2_000), () -> stage.suspend(name, false));
      }
      case 3 -> {
        stage.create(Gangs.ray(name, 1, 1, "600"));
        ends.remove("default/" + name);
        loop.after(500 + random.nextInt(6_000), () -> stage.deleteGang(name));
      }
      default -> stage.create(Gangs.ray(name, 2, 1, "2"));
    }
  }
}
