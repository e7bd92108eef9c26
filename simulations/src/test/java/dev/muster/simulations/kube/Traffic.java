package dev.muster.simulations.kube;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Users who submit small gangs one after the other, take some off the cluster for a while, and
 * delete some. Confined to its loop, on which its calls wait for their answers.
 */
final class Traffic {
  private static final String GANGS = "workload.codeflare.dev/v1beta2";

  /** Gangs that wait or run; beyond that users wait, too, however slow the machine. */
  private static final int MOST = 30;

  private final TestServer server;
  private final Loop loop;
  private final Random random;
  private final Map<String, String> ends = new TreeMap<>();
  private int count;
  private boolean over;

  Traffic(TestServer server, Loop loop, Random random) {
    this.server = server;
    this.loop = loop;
    this.random = random;
  }

  void start() {
    if (!over) {
      if (underWay() < MOST) {
        submit("gang-" + count++);
      }
      loop.after(200 + random.nextInt(600), this::start);
    }
  }

  private long underWay() {
    return server.list(GANGS, "AppWrapper").stream()
        .map(gang -> Trees.text(gang, "status", "phase"))
        .filter(phase -> !phase.equals("Succeeded") && !phase.equals("Failed"))
        .count();
  }

  /** No more of it; returns the phase in which each gang that stays has to end. */
  Map<String, String> stop() {
    var result = new CompletableFuture<Map<String, String>>();
    loop.post(() -> {
      over = true;
      result.complete(new TreeMap<>(ends));
    });
    return result.join();
  }

  private void submit(String name) {
    ends.put("default/" + name, "Succeeded");
    switch (count % 5) {
      case 0 -> server.create(Gangs.ray(name, 3, 4, "1"));
      case 1 -> {
        server.create(Gangs.failingJob(name));
        ends.put("default/" + name, "Failed");
      }
      case 2 -> {
        server.create(Gangs.ray(name, 1, 2, "3"));
        loop.after(1_000 + random.nextInt(2_000), () -> suspend(name, true));
        loop.after(4_000 + random.nextInt(2_000), () -> suspend(name, false));
      }
      case 3 -> {
        server.create(Gangs.ray(name, 1, 1, "600"));
        ends.remove("default/" + name);
        loop.after(500 + random.nextInt(6_000), () -> server.delete(GANGS, "AppWrapper", name));
      }
      default -> server.create(Gangs.ray(name, 2, 1, "2"));
    }
  }

  private void suspend(String name, boolean suspended) {
    var unused =
        server.patch(GANGS, "AppWrapper", name, "", "{spec: {suspend: " + suspended + "}}");
  }
}
