package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.PodRequests;
import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** From a core/v1 Pod to what Muster needs to know of it. */
public final class PodMap {
  /** More than any node has, and little enough that a node full of it stays in range. */
  private static final long GREATEST_AMOUNT = 1L << 51;

  private PodMap() {}

  public static PodView pod(Map<String, ?> object) {
    var tree = Tree.lenient(object);
    var metadata = tree.get("metadata");
    var spec = tree.get("spec");
    var status = tree.get("status");
    long created = Times.parse(metadata.get("creationTimestamp").text(""), 0);
    return new PodView(
        metadata.get("uid").text(""),
        metadata.get("namespace").text(""),
        metadata.get("name").text(""),
        spec.get("nodeName").text(""),
        status.get("phase").text("Pending"),
        !metadata.get("deletionTimestamp").isAbsent(),
        spec.get("schedulingGates").items().stream().map(g -> g.get("name").text("")).toList(),
        metadata.get("labels").texts(),
        footprint(spec),
        exitCodes(status.get("containerStatuses")),
        created,
        PodRun.of(metadata, status, created));
  }

  private static Resources footprint(Tree spec) {
    var amounts = new TreeMap<String, Long>();
    PodRequests.of(spec)
        .asMap()
        .forEach((name, amount) -> amounts.put(name, Math.min(amount, GREATEST_AMOUNT)));
    amounts.merge(Resources.PODS, 1L, Long::sum);
    return Resources.of(amounts);
  }

  private static List<Integer> exitCodes(Tree containers) {
    var codes = new ArrayList<Integer>();
    for (var container : containers.items()) {
      int code = container.get("state", "terminated", "exitCode").count(Integer.MIN_VALUE, 0);
      if (code != 0) {
        codes.add(code);
      }
    }
    return codes;
  }
}
