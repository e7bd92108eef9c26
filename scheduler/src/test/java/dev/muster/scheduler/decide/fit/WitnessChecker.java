package dev.muster.scheduler.decide.fit;

import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Constraints.Exclusion;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.Placement;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Requirement;
import dev.muster.scheduler.model.Taint;
import dev.muster.scheduler.model.Toleration;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks witnesses and certificates against nodes, slowly and by itself: it shares no code with the
 * search, and reads constraints on its own. An answer is a list of complaints, empty if all is
 * well.
 */
public final class WitnessChecker {
  private WitnessChecker() {}

  /** Pods of equal needs, as certificates count them. */
  private record Part(Map<String, Long> takes, Constraints constraints, long count) {}

  /** What is wrong with these placements of {@code podSets} on what {@code nodes} have free. */
  public static List<String> complaints(
      List<Node> nodes, List<PodSet> podSets, List<Placement> placements) {
    var complaints = new ArrayList<String>();
    var free = new TreeMap<String, Map<String, Long>>();
    var byName = new TreeMap<String, Node>();
    for (var node : nodes) {
      byName.put(node.name(), node);
      free.put(node.name(), free(node));
    }
    if (podSets.size() != placements.size()) {
      complaints.add(podSets.size() + " pod sets, " + placements.size() + " placements");
      return complaints;
    }
    for (int i = 0; i < podSets.size(); i++) {
      check(podSets.get(i), placements.get(i), byName, free, complaints);
    }
    return complaints;
  }

  private static void check(
      PodSet set,
      Placement placement,
      Map<String, Node> nodes,
      Map<String, Map<String, Long>> free,
      List<String> complaints) {
    long placed = 0;
    for (var entry : placement.nodes().entrySet()) {
      var node = nodes.get(entry.getKey());
      if (node == null || !isOpen(node, set.constraints())) {
        complaints.add(set.name() + " may not be on " + entry.getKey());
        continue;
      }
      placed += entry.getValue();
      take(set, entry.getValue(), free.getOrDefault(entry.getKey(), new TreeMap<>()))
          .forEach(resource -> complaints.add(entry.getKey() + " has too little " + resource));
    }
    if (placed != set.count()
        || placement.count() != set.count()
        || !placement.podSet().equals(set.name())) {
      complaints.add(set.name() + " x " + set.count() + " is placed as " + placement);
    }
  }

  private static List<String> take(PodSet set, int pods, Map<String, Long> free) {
    var missing = new ArrayList<String>();
    takes(set)
        .forEach((resource, amount) -> {
          long left = free.getOrDefault(resource, 0L) - amount * pods;
          free.put(resource, left);
          if (left < 0) {
            missing.add(resource);
          }
        });
    return missing;
  }

  /** What is wrong with a proof that {@code podSets} do not fit. */
  public static List<String> complaints(
      List<Node> nodes, List<PodSet> podSets, Certificate certificate) {
    var parts = parts(podSets);
    boolean holds =
        switch (certificate) {
          case Certificate.NoEligibleNode none ->
              nodes.stream().noneMatch(n -> isOpen(n, parts.get(none.part()).constraints))
                  && none.exclusions().equals(exclusions(nodes, parts.get(none.part())));
          case Certificate.ShapeBound bound ->
              bound.need() == parts.get(bound.part()).count
                  && bound.have() == room(nodes, parts.get(bound.part()))
                  && bound.have() < bound.need();
          case Certificate.HeadBound bound -> holds(nodes, parts, bound);
          case Certificate.PriceBound bound -> holds(nodes, parts, bound);
          case Certificate.Exhaustive all -> all.steps() > 0;
        };
    return holds ? List.of() : List.of("does not hold: " + certificate);
  }

  private static boolean holds(List<Node> nodes, List<Part> parts, Certificate.HeadBound bound) {
    var head = parts.get(bound.head());
    var workers = parts.get(bound.workers());
    if (head.count != 1 || bound.need() != workers.count) {
      return false;
    }
    long room = room(nodes, workers);
    long least = Long.MAX_VALUE;
    for (var node : nodes) {
      if (slots(node, free(node), head) > 0) {
        var beside = free(node);
        head.takes.forEach((resource, amount) -> beside.merge(resource, -amount, Long::sum));
        least = Math.min(least, slots(node, free(node), workers) - slots(node, beside, workers));
      }
    }
    return room == bound.room() && least == bound.loss() && room - least < bound.need();
  }

  private static boolean holds(List<Node> nodes, List<Part> parts, Certificate.PriceBound bound) {
    long need = 0;
    for (int i = 0; i < parts.size(); i++) {
      need += bound.prices().get(i) * parts.get(i).count;
    }
    long have = 0;
    for (var node : nodes) {
      have += dearest(node, free(node), parts, bound.prices(), 0);
    }
    return need == bound.need() && have <= bound.have() && bound.have() < need;
  }

  private static long dearest(
      Node node, Map<String, Long> free, List<Part> parts, List<Long> prices, int from) {
    if (from == parts.size()) {
      return 0;
    }
    long best = 0;
    long most = Math.min(slots(node, free, parts.get(from)), parts.get(from).count);
    for (long pods = 0; pods <= most; pods++) {
      long taken = pods;
      var left = new TreeMap<>(free);
      parts.get(from).takes.forEach((name, amount) -> left.merge(name, -amount * taken, Long::sum));
      best = Math.max(best, prices.get(from) * pods + dearest(node, left, parts, prices, from + 1));
    }
    return best;
  }

  private static List<Part> parts(List<PodSet> podSets) {
    var counts = new LinkedHashMap<List<Object>, Long>();
    for (var set : podSets) {
      if (set.count() > 0) {
        counts.merge(List.of(takes(set), set.constraints()), (long) set.count(), Long::sum);
      }
    }
    var parts = new ArrayList<Part>();
    counts.forEach((key, count) -> {
      @SuppressWarnings("unchecked") // put there above
      var takes = (Map<String, Long>) key.get(0);
      parts.add(new Part(takes, (Constraints) key.get(1), count));
    });
    return parts;
  }

  private static Map<String, Long> takes(PodSet set) {
    var takes = new TreeMap<>(set.requests().asMap());
    takes.merge("pods", 1L, Long::sum);
    return takes;
  }

  private static Map<String, Long> free(Node node) {
    var free = new TreeMap<>(node.allocatable().asMap());
    node.used().asMap().forEach((resource, amount) -> free.merge(resource, -amount, Long::sum));
    return free;
  }

  private static long room(List<Node> nodes, Part part) {
    return nodes.stream().mapToLong(node -> slots(node, free(node), part)).sum();
  }

  private static long slots(Node node, Map<String, Long> free, Part part) {
    if (!isOpen(node, part.constraints)) {
      return 0;
    }
    long slots = Long.MAX_VALUE;
    for (var take : part.takes.entrySet()) {
      slots = Math.min(slots, Math.max(0, free.getOrDefault(take.getKey(), 0L)) / take.getValue());
    }
    return slots;
  }

  private static Map<Exclusion, Integer> exclusions(List<Node> nodes, Part part) {
    var counts = new TreeMap<Exclusion, Integer>();
    for (var node : nodes) {
      counts.merge(why(node, part.constraints), 1, Integer::sum);
    }
    return counts;
  }

  private static Exclusion why(Node node, Constraints constraints) {
    if (!node.ready()) {
      return Exclusion.NOT_READY;
    }
    if (node.cordoned()) {
      return Exclusion.CORDONED;
    }
    if (node.taints().stream().anyMatch(t -> repels(t, constraints))) {
      return Exclusion.TAINT;
    }
    if (!selects(node, constraints)) {
      return Exclusion.SELECTOR;
    }
    return isWanted(node, constraints) ? Exclusion.UNSETTLED : Exclusion.AFFINITY;
  }

  /** Whether pods with these constraints may be on the node, whatever is free there. */
  static boolean isOpen(Node node, Constraints constraints) {
    return node.ready()
        && !node.cordoned()
        && node.taints().stream().noneMatch(t -> repels(t, constraints))
        && selects(node, constraints)
        && isWanted(node, constraints)
        && !node.unsettled()
        && !node.quarantine().closes();
  }

  private static boolean isWanted(Node node, Constraints constraints) {
    return constraints.terms().isEmpty()
        || constraints.terms().stream()
            .anyMatch(term -> !term.isEmpty() && term.stream().allMatch(r -> meets(node, r)));
  }

  private static boolean selects(Node node, Constraints constraints) {
    return node.labels().entrySet().containsAll(constraints.nodeSelector().entrySet());
  }

  private static boolean repels(Taint taint, Constraints constraints) {
    return taint.effect() != Taint.Effect.PREFER_NO_SCHEDULE
        && constraints.tolerations().stream().noneMatch(t -> covers(t, taint));
  }

  private static boolean covers(Toleration toleration, Taint taint) {
    boolean effect = toleration.effect().map(e -> e == taint.effect()).orElse(true);
    boolean anyKey =
        toleration.key().isEmpty() && toleration.operator() == Toleration.Operator.EXISTS;
    boolean key = anyKey || toleration.key().equals(taint.key());
    boolean value =
        toleration.operator() == Toleration.Operator.EXISTS
            || toleration.value().equals(taint.value());
    return effect && key && value;
  }

  private static boolean meets(Node node, Requirement requirement) {
    var has =
        requirement.key().equals("metadata.name")
            ? List.of(node.name())
            : node.labels().containsKey(requirement.key())
                ? List.of(node.labels().getOrDefault(requirement.key(), ""))
                : List.<String>of();
    return switch (requirement.operator()) {
      case IN -> requirement.values().stream().anyMatch(has::contains);
      case NOT_IN -> requirement.values().stream().noneMatch(has::contains);
      case EXISTS -> !has.isEmpty();
      case DOES_NOT_EXIST -> has.isEmpty();
      case GREATER_THAN -> sign(has, requirement) > 0;
      case LESS_THAN -> sign(has, requirement) < 0;
    };
  }

  private static int sign(List<String> has, Requirement requirement) {
    if (has.isEmpty() || !has.getFirst().matches("-?\\d+")) {
      return 0;
    }
    return new BigInteger(has.getFirst())
        .compareTo(new BigInteger(requirement.values().getFirst()));
  }
}
