package dev.muster.simulations.torture;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;

/** What is still to come, or should not be there, once nobody does any harm. */
final class Ending {
  private static final List<List<String>> KINDS =
      List.of(
          List.of("ray.io/v1", "RayJob"),
          List.of("ray.io/v1", "RayCluster"),
          List.of("batch/v1", "Job"),
          List.of("apps/v1", "Deployment"),
          List.of("apps/v1", "ReplicaSet"),
          List.of("v1", "Pod"));
  private final World world;
  private final Fleet fleet;
  private final SortedMap<String, Shape> shapes;
  private final SortedMap<String, Shape> jobs;

  /**
   * {@code shapes}: what each gang asks for; one that is not among them should be gone. {@code
   * jobs}: the same of Jobs that nothing wraps.
   */
  Ending(World world, Fleet fleet, SortedMap<String, Shape> shapes, SortedMap<String, Shape> jobs) {
    this.jobs = jobs;
    this.world = world;
    this.fleet = fleet;
    this.shapes = shapes;
  }

  /** Gangs that should have come to an end, or be gone, and are not. */
  List<String> unfinished() {
    var problems = new ArrayList<String>();
    for (var gang : world.list(World.GANGS, "AppWrapper")) {
      var shape = shapes.get(World.keyOf(gang));
      var phase = Trees.text(gang, "status", "phase");
      boolean over = phase.equals("Succeeded") || phase.equals("Failed");
      boolean held = Trees.flag(gang, "spec", "suspend") && phase.equals("Suspended");
      boolean never = shape != null && !fleet.takes(shape) && phase.equals("Suspended");
      if (shape == null || Trees.leaving(gang) || !over && !held && !never) {
        problems.add(
            "UNFINISHED %s (%s) is '%s'%s"
                .formatted(
                    World.keyOf(gang),
                    shape == null ? "to be gone" : shape.text(),
                    phase,
                    Trees.leaving(gang) ? ", leaving" : ""));
      }
    }
    problems.addAll(unfinishedJobs());
    return problems;
  }

  /** Jobs that nothing wraps and that should have come to an end. */
  List<String> unfinishedJobs() {
    var problems = new ArrayList<String>();
    jobs.forEach((name, shape) -> {
      if (world.get("batch/v1", "Job", name) instanceof Response.Success job) {
        var status = Trees.annotation(job.body(), "muster.dev/status");
        boolean over =
            status.contains("\"phase\":\"Succeeded\"") || status.contains("\"phase\":\"Failed\"");
        boolean waits = status.contains("\"phase\":\"Suspended\"");
        boolean held = Trees.annotation(job.body(), "muster.dev/hold").equals("true");
        if (!over && !(waits && (held || !fleet.takes(shape)))) {
          problems.add("UNFINISHED Job %s (%s): %s".formatted(name, shape.text(), status));
        }
      }
    });
    return problems;
  }

  /** What is in the ledger, and objects whose gang is not there or does not want them. */
  List<String> left() {
    var problems = new ArrayList<String>();
    if (world.get("muster.dev/v1", "Cluster", "local") instanceof Response.Success local) {
      for (var intent : Trees.maps(local.body(), "status", "ledger", "intents")) {
        problems.add("LEFT in the ledger: " + Trees.text(intent, "uid"));
      }
    }
    var wanted = new TreeSet<String>();
    for (var gang : world.list(World.GANGS, "AppWrapper")) {
      if (!Trees.text(gang, "status", "phase").equals("Suspended")) {
        wanted.add(Trees.uid(gang));
      }
    }
    for (var job : world.list("batch/v1", "Job")) {
      if (jobs.containsKey(World.keyOf(job))) {
        wanted.add(Trees.uid(job));
      }
    }
    for (var kind : KINDS) { // owners before what they own
      for (var object : world.list(kind.getFirst(), kind.getLast())) {
        var owners = Trees.maps(object, "metadata", "ownerReferences");
        boolean isWanted = owners.stream().anyMatch(o -> wanted.contains(Trees.text(o, "uid")));
        if (isWanted) {
          wanted.add(Trees.uid(object));
        } else if (!owners.isEmpty()) {
          problems.add("LEFT " + kind.getLast() + " " + Trees.name(object));
        }
      }
    }
    return problems;
  }
}
