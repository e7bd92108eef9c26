package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.Parsed;
import dev.muster.scheduler.demand.Quantities;
import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.Resources;
import dev.muster.scheduler.model.Taint;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** From a core/v1 Node to the machine that decisions see. */
public final class NodeMap {
  private NodeMap() {}

  /**
   * Reads a Node; it is ready unless its condition {@code Ready} denies it.
   *
   * @param used what is taken of it, which the object itself does not say
   */
  public static Node node(Map<String, ?> object, Resources used) {
    var tree = Tree.lenient(object);
    var spec = tree.get("spec");
    return new Node(
        tree.get("metadata", "name").text(""),
        tree.get("metadata", "labels").texts(),
        taints(spec),
        isReady(tree.get("status", "conditions")),
        spec.get("unschedulable").flag(false),
        amounts(tree.get("status", "allocatable")),
        used,
        false,
        QuarantineMap.parse(tree.get("metadata", "annotations")));
  }

  /** When this object was made, epoch milliseconds; 0 if it does not say. */
  public static long created(Map<String, ?> object) {
    return Times.parse(Tree.lenient(object).get("metadata", "creationTimestamp").text(""), 0);
  }

  private static boolean isReady(Tree conditions) {
    return conditions.items().stream()
        .filter(condition -> condition.get("type").text("").equals("Ready"))
        .allMatch(condition -> condition.get("status").text("").equals("True"));
  }

  private static List<Taint> taints(Tree spec) {
    return spec.get("taints").items().stream().map(NodeMap::taint).toList();
  }

  private static Taint taint(Tree taint) {
    var effect =
        switch (taint.get("effect").text("")) {
          case "PreferNoSchedule" -> Taint.Effect.PREFER_NO_SCHEDULE;
          case "NoExecute" -> Taint.Effect.NO_EXECUTE;
          default -> Taint.Effect.NO_SCHEDULE; // The safe reading of an effect not known yet.
        };
    return new Taint(taint.get("key").text(""), taint.get("value").text(""), effect);
  }

  /** Amounts of resources; one that cannot be read is not there to be given away. */
  private static Resources amounts(Tree quantities) {
    var amounts = new TreeMap<String, Long>();
    quantities
        .fields()
        .forEach((name, quantity) -> {
          if (Quantities.parse(name, quantity.value()) instanceof Parsed.Amount amount) {
            amounts.put(name, amount.value());
          }
        });
    return Resources.of(amounts);
  }
}
