package dev.muster.simulations.world;

import dev.muster.scheduler.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The nodes of a simulated cluster, as people write them: {@code COUNTxSHAPE[:MODEL][@QUEUE]},
 * comma-separated, where SHAPE is {@code 8gpu}, {@code 96cpu}, {@code 384Gi} joined by {@code +}.
 *
 * <p>Nodes are numbered in the order written. A shape without CPU or memory has as much of it as
 * anybody asks for; a shape without GPUs has none. With {@code @QUEUE} each queue has its own nodes
 * and no others, and then every group must name one.
 */
public record ClusterSpec(String text, List<Group> groups) {
  /** More nodes than this are a slip of the pen. */
  static final int MAX_NODES = 1_000_000;

  /** More of anything than this per node, in stored units, is a slip of the pen, too. */
  static final long MAX_AMOUNT = 1L << 50;

  /**
   * Nodes of one shape.
   *
   * @param shape only what was named
   * @param model of the GPUs; empty if not named
   * @param queue whose nodes these are; empty = everybody's
   */
  public record Group(int count, Resources shape, String model, String queue) {}

  private static final Pattern GROUP =
      Pattern.compile("([0-9]+)x([^:@]+)(?::([^:@]+))?(?:@([^:@]+))?");
  private static final Pattern AMOUNT = Pattern.compile("([0-9]+)(gpu|cpu|Ki|Mi|Gi|Ti)");
  private static final Map<String, Integer> MEMORY_SHIFT =
      Map.of("Ki", 10, "Mi", 20, "Gi", 30, "Ti", 40);

  public ClusterSpec {
    groups = List.copyOf(groups);
  }

  /**
   * Reads a specification.
   *
   * @throws IllegalArgumentException with what is wrong where, as a sentence for who wrote it
   */
  public static ClusterSpec parse(String text) {
    var groups = new ArrayList<Group>();
    for (var part : text.split(",", -1)) {
      groups.add(group(part.strip()));
    }
    var spec = new ClusterSpec(text, groups);
    long nodes = groups.stream().mapToLong(Group::count).sum();
    if (nodes == 0 || nodes > MAX_NODES) {
      throw new IllegalArgumentException(nodes + " nodes; must be 1 to " + MAX_NODES);
    }
    var queues = spec.queues();
    if (queues.size() > 1 && queues.contains("")) {
      throw new IllegalArgumentException("either every group of nodes names its @QUEUE or none");
    }
    return spec;
  }

  /** How many nodes there are. */
  public int nodeCount() {
    return groups.stream().mapToInt(Group::count).sum();
  }

  /** What all nodes have of a resource; 0 for one that no shape names. */
  public long total(String resource) {
    return groups.stream()
        .mapToLong(group -> Math.multiplyExact(group.shape.get(resource), (long) group.count))
        .sum();
  }

  /** Whether some shape names the resource; GPUs always count as named. */
  public boolean limits(String resource) {
    return resource.equals(Job.GPU)
        || groups.stream().anyMatch(group -> group.shape.get(resource) > 0);
  }

  /** The queues that have nodes of their own; only the empty name if nodes are everybody's. */
  public List<String> queues() {
    var queues = new TreeSet<String>();
    groups.forEach(group -> queues.add(group.queue));
    return List.copyOf(queues);
  }

  /** Whether each queue has nodes of its own. */
  public boolean isPartitioned() {
    return !groups.getFirst().queue.isEmpty();
  }

  /** On whose nodes a job runs: those of its queue, or everybody's (the empty name). */
  String partition(Job job) {
    return isPartitioned() ? job.name().queue() : "";
  }

  /** The group of each node, in node order. */
  List<Group> groupOfEachNode() {
    var result = new ArrayList<Group>();
    for (var group : groups) {
      for (int i = 0; i < group.count; i++) {
        result.add(group);
      }
    }
    return result;
  }

  /** The name of the node at {@code index}: names sort as the nodes do. */
  String nodeName(int index) {
    int digits = Math.max(4, String.valueOf(nodeCount() - 1).length());
    var number = String.valueOf(index);
    return "n" + "0".repeat(digits - number.length()) + number;
  }

  private static Group group(String part) {
    var match = GROUP.matcher(part);
    if (!match.matches()) {
      throw new IllegalArgumentException(
          "'" + part + "' is not COUNTxSHAPE[:MODEL][@QUEUE], as in 64x8gpu or 2x8gpu+96cpu:A100");
    }
    int count = (int) number(match.group(1), part, 1, MAX_NODES);
    var model = match.group(3) == null ? "" : match.group(3);
    var queue = match.group(4) == null ? "" : match.group(4);
    return new Group(count, shape(match.group(2), part), model, queue);
  }

  private static Resources shape(String text, String part) {
    var amounts = new TreeMap<String, Long>();
    for (var amount : text.split("\\+", -1)) {
      var match = AMOUNT.matcher(amount);
      if (!match.matches()) {
        throw new IllegalArgumentException(
            "'" + amount + "' in '" + part + "' is not an amount, as in 8gpu, 96cpu or 384Gi");
      }
      var name = resource(match.group(2));
      long factor = 1L << MEMORY_SHIFT.getOrDefault(match.group(2), 0);
      long one = Resources.unitsPerOne(name) * factor;
      long value = number(match.group(1), part, 0, MAX_AMOUNT / one) * one;
      if (amounts.put(name, value) != null) {
        throw new IllegalArgumentException("'" + part + "' names " + name + " twice");
      }
    }
    return Resources.of(amounts);
  }

  private static String resource(String unit) {
    return switch (unit) {
      case "gpu" -> Job.GPU;
      case "cpu" -> Resources.CPU;
      default -> Resources.MEMORY;
    };
  }

  private static long number(String digits, String part, long min, long max) {
    long value = digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          digits + " in '" + part + "' is out of range; must be " + min + " to " + max);
    }
    return value;
  }
}
