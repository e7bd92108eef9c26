package dev.muster.simulations.kube;

import dev.muster.scheduler.kube.act.Shell;
import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import dev.muster.scheduler.kube.watch.Mirror;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.Resources;
import dev.muster.scheduler.model.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the schedulers on a stage believe to be taken of each node, cycle by cycle, and what one
 * that starts now, with nothing but what is stored, would believe.
 */
final class Books {
  private final Stage stage;
  private final List<Snapshot> pages = new ArrayList<>();

  Books(Stage stage) {
    this.stage = stage;
  }

  /** Starts a scheduler whose cycles are written down here. */
  Shell scheduler(String identity, Life life) {
    var shell =
        stage.shell(
            life, Stage.settings(identity), (snapshot, plan) -> pages.add(snapshot), () -> {});
    shell.start();
    return shell;
  }

  int cycles() {
    return pages.size();
  }

  /** CPUs taken of each node, in thousandths, as the scheduler that leads has them. */
  Map<String, Long> kept() {
    return used(pages.getLast());
  }

  /** The same, as worked out from what is stored alone. */
  Map<String, Long> anew() {
    var mirror = new Mirror(stage.loop, FaultToleranceDefaults.STANDARD, () -> {});
    var watches =
        mirror.kinds().stream()
            .map(kind -> stage.api().watch(kind, "", mirror.feed(kind)))
            .toList();
    stage.loop.runFor(1);
    watches.forEach(watch -> watch.close());
    return used(mirror.observe(stage.loop.now()));
  }

  private static Map<String, Long> used(Snapshot snapshot) {
    var used = new TreeMap<String, Long>();
    snapshot
        .cluster()
        .nodes()
        .forEach((name, node) -> used.put(name, node.used().get(Resources.CPU)));
    return used;
  }

  /**
   * The phase of a gang, and all CPUs taken meanwhile, in thousandths: a line whenever either was
   * another one in a cycle.
   */
  List<String> lines(String gang) {
    var lines = new ArrayList<String>();
    for (var page : pages) {
      var line = phase(page.gangs(), gang) + " " + sum(used(page));
      if (lines.isEmpty() || !lines.getLast().equals(line)) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** How much was taken in the cycles from that one on: each amount once, in order. */
  List<Long> taken(int fromCycle) {
    return pages.subList(fromCycle, pages.size()).stream()
        .map(page -> sum(used(page)))
        .distinct()
        .toList();
  }

  private static long sum(Map<String, Long> used) {
    return used.values().stream().mapToLong(n -> n).sum();
  }

  private static String phase(PersistentMap<Gang> gangs, String name) {
    return gangs.values().stream()
        .filter(gang -> gang.id().name().equals(name))
        .map(gang -> gang.status().phase().word())
        .findFirst()
        .orElse("none");
  }
}
