package dev.muster.scheduler.decide.fit;

import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.Nodes;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.PodSets;
import dev.muster.scheduler.model.Requirement;
import dev.muster.scheduler.model.Requirement.Operator;
import dev.muster.scheduler.model.Resources;
import dev.muster.scheduler.model.Taint;
import dev.muster.scheduler.model.Toleration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Small random nodes and gangs, tight enough that about as many fit as do not. */
final class Cases {
  private static final Taint.Effect[] EFFECTS = Taint.Effect.values();

  private final Random random;

  Cases(long seed) {
    this.random = new Random(seed);
  }

  List<Node> nodes(int most) {
    var nodes = new ArrayList<Node>();
    for (int i = 1 + random.nextInt(most); i > 0; i--) {
      nodes.add(node("n" + i));
    }
    return nodes;
  }

  Node node(String name) {
    var node =
        Nodes.aNode(name)
            .has(Resources.CPU, random.nextInt(9))
            .has(Nodes.GPU, random.nextInt(5))
            .has(Resources.MEMORY, random.nextInt(12))
            .has(Resources.PODS, 1 + random.nextInt(6))
            .label("zone", chance(2) ? "a" : "b");
    if (chance(3)) {
      node.label("size", Integer.toString(random.nextInt(4)));
    }
    if (chance(6)) {
      node.taint("k", chance(2) ? "x" : "y", EFFECTS[random.nextInt(EFFECTS.length)]);
    }
    if (chance(15)) {
      node.notReady();
    }
    if (chance(15)) {
      node.cordoned();
    }
    if (chance(4)) {
      node.used(Resources.of(Resources.CPU, random.nextInt(4), Nodes.GPU, random.nextInt(3)));
    }
    return node.build();
  }

  List<PodSet> gang() {
    return switch (random.nextInt(3)) {
      case 0 -> List.of(podSet("workers", 1 + random.nextInt(7)));
      case 1 -> List.of(podSet("head", 1), podSet("workers", 1 + random.nextInt(6)));
      default -> mixed();
    };
  }

  private List<PodSet> mixed() {
    var sets = new ArrayList<PodSet>();
    for (int i = 2 + random.nextInt(2); i > 0; i--) {
      sets.add(podSet("set" + i, random.nextInt(4)));
    }
    return sets;
  }

  PodSet podSet(String name, int count) {
    var set =
        PodSets.pods(name, count)
            .asks(Resources.CPU, random.nextInt(4))
            .asks(Nodes.GPU, random.nextInt(3));
    if (chance(3)) {
      set.asks(Resources.MEMORY, random.nextInt(6));
    }
    if (chance(5)) {
      set.on("zone", chance(2) ? "a" : "b");
    }
    for (int i = chance(4) ? 1 + random.nextInt(2) : 0; i > 0; i--) {
      set.or(requirement());
    }
    if (chance(3)) {
      set.tolerates(toleration());
    }
    return set.build();
  }

  private Requirement requirement() {
    return switch (random.nextInt(7)) {
      case 0 -> new Requirement("zone", Operator.IN, List.of("a", "c"));
      case 1 -> new Requirement("size", Operator.NOT_IN, List.of("1", "2"));
      case 2 -> new Requirement("size", Operator.EXISTS, List.of());
      case 3 -> new Requirement("size", Operator.DOES_NOT_EXIST, List.of());
      case 4 -> new Requirement("size", Operator.GREATER_THAN, List.of("1"));
      case 5 -> new Requirement("size", Operator.LESS_THAN, List.of("2"));
      default -> new Requirement(Requirement.NODE_NAME, Operator.NOT_IN, List.of("n1"));
    };
  }

  private Toleration toleration() {
    return switch (random.nextInt(3)) {
      case 0 -> new Toleration("", Toleration.Operator.EXISTS, "", Optional.empty());
      case 1 -> new Toleration("k", Toleration.Operator.EQUAL, "x", Optional.empty());
      default ->
          new Toleration("k", Toleration.Operator.EXISTS, "", Optional.of(Taint.Effect.NO_EXECUTE));
    };
  }

  boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  int number(int below) {
    return random.nextInt(below);
  }
}
