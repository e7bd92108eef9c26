package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.BareKind;
import dev.muster.scheduler.demand.Tree;
import java.util.Map;

/**
 * Which objects were there before Muster, when another system queued and started them: what it
 * decided of them stands, and what only Muster's webhook could have written is not asked of them.
 *
 * @param until objects that were created before this time, epoch milliseconds, are such; 0: none
 */
public record Predecessors(long until) {
  public static final Predecessors NONE = new Predecessors(0);

  /** Whether this object was there before; the API server alone says when one was created. */
  public boolean left(Map<String, ?> object) {
    return left(Tree.lenient(object));
  }

  /**
   * Whether what it wraps is as it was left, too: whoever wrote into its spec since, when nobody
   * looked, is asked about as for any other.
   */
  public boolean leftAsItWas(Map<String, ?> object) {
    var tree = Tree.lenient(object);
    var written =
        tree.get("metadata", "managedFields").items().stream()
            .filter(entry -> writes(entry.get("fieldsV1", "f:spec")))
            .toList();
    // Whoever may change an object may empty that list, too.
    return left(tree)
        && !written.isEmpty()
        && written.stream().allMatch(entry -> createdBefore(entry.get("time").text("")));
  }

  /** Whether it is more than {@code suspend}, wherever that stands, which asks for nothing. */
  private static boolean writes(Tree spec) {
    return spec.fields().entrySet().stream()
        .anyMatch(field ->
            switch (field.getKey()) {
              case "f:suspend", "." -> false;
              case "f:v1beta2" -> writes(field.getValue());
              default -> true;
            });
  }

  boolean left(Tree object) {
    return createdBefore(object.get("metadata", "creationTimestamp").text(""));
  }

  /**
   * Whether {@code spec.suspend} is as a predecessor left it. Kueue's webhook suspends in the name
   * of whoever creates the object, so who did it does not tell; when it was done does.
   */
  boolean suspended(Tree object) {
    if (!left(object) || object.get("metadata", "labels").get(BareKind.QUEUE).isAbsent()) {
      return false;
    }
    return object.get("metadata", "managedFields").items().stream()
        .filter(entry -> !entry.get("fieldsV1", "f:spec", "f:suspend").isAbsent())
        .allMatch(entry -> createdBefore(entry.get("time").text("")));
  }

  private boolean createdBefore(String time) {
    return Times.parse(time, Long.MAX_VALUE) < until;
  }
}
