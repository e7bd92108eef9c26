package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.ComponentStatus;
import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.GangId;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.McadStatus;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Placement;
import dev.muster.scheduler.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Random statuses that use every field, from a seed. */
public final class Statuses {
  private static final List<String> WORDS =
      List.of(
          "a",
          "gpu",
          "node-7",
          "w.1",
          "ns",
          "Insufficient room: 3 of 4",
          "\"x\": \u00e9\n",
          "0.head");
  private final Random random;

  private Statuses(long seed) {
    random = new Random(seed);
  }

  /** A status as a gang can have it once it was seen, with times in milliseconds. */
  public static GangStatus of(long seed) {
    return new Statuses(seed).status();
  }

  private GangStatus status() {
    var phases = Phase.values();
    return new GangStatus(
        phases[1 + random.nextInt(phases.length - 1)],
        random.nextInt(3),
        conditions(),
        list(3).mapToObj(i -> component()).toList(),
        list(2).mapToObj(i -> admission()).toList(),
        list(2).mapToObj(i -> verdict()).toList(),
        list(2).mapToObj(i -> mcad()).toList());
  }

  private McadStatus mcad() {
    return new McadStatus(
        new McadStatus.Words(word(), word(), random.nextBoolean()),
        random.nextInt(1 << 30),
        random.nextInt(2),
        new McadStatus.Asked(
            random.nextInt(9) - 1,
            random.nextInt(),
            random.nextLong() >>> 1,
            random.nextLong() >>> 1,
            random.nextLong() >>> 1,
            random.nextLong() >>> 1),
        new McadStatus.Pods(
            random.nextInt(9), random.nextInt(9), random.nextInt(9), random.nextInt(9)),
        list(3)
            .mapToObj(i ->
                new McadStatus.Condition(
                    word(), word(), word(), random.nextInt(1 << 30), random.nextInt(1 << 30)))
            .toList());
  }

  private IntStream list(int sizes) {
    return IntStream.range(0, random.nextInt(sizes));
  }

  private String word() {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  private SortedMap<String, Condition> conditions() {
    var conditions = new TreeMap<String, Condition>();
    for (var type : List.of(Condition.QUOTA_RESERVED, Condition.PODS_READY, Condition.UNHEALTHY)) {
      if (random.nextBoolean()) {
        var status = Condition.Status.values()[random.nextInt(3)];
        long since = (long) (random.nextDouble() * 4e12);
        conditions.put(type, new Condition(type, status, word(), word(), since));
      }
    }
    return conditions;
  }

  private ComponentStatus component() {
    var podSets =
        list(3)
            .mapToObj(i -> new ComponentStatus.EffectivePodSet(word(), random.nextInt(99)))
            .toList();
    return new ComponentStatus(word(), word(), word(), podSets, conditions());
  }

  private Admission admission() {
    var placements = new ArrayList<Placement>();
    for (int i = random.nextInt(3); i > 0; i--) {
      var nodes = new TreeMap<String, Integer>();
      list(3).forEach(j -> nodes.put(word(), 1 + random.nextInt(9)));
      placements.add(new Placement(word(), random.nextInt(99), nodes));
    }
    return new Admission(word(), random.nextInt(1000), random.nextBoolean(), placements);
  }

  private Verdict verdict() {
    return switch (Verdict.Code.values()[random.nextInt(Verdict.Code.values().length)]) {
      case NODES_IN_USE -> new Verdict.NodesInUse(shortage());
      case NODES_TOO_SMALL -> new Verdict.NodesTooSmall(shortage());
      case NODE_QUARANTINED ->
          new Verdict.NodeQuarantined(shortage(), closedNodes(), random.nextInt(99));
      case BEHIND_HEAD -> new Verdict.BehindHead(new GangId(word(), word(), word()));
      case SEARCH_LIMIT -> new Verdict.SearchLimit(random.nextInt(1 << 20));
      case HELD_BY_USER -> new Verdict.HeldByUser();
      case FORBIDDEN -> new Verdict.Forbidden(word());
      case BAD_OBJECT -> new Verdict.BadObject(word(), word());
    };
  }

  private List<Verdict.ClosedNode> closedNodes() {
    return list(3)
        .mapToObj(i -> new Verdict.ClosedNode(word(), random.nextInt(99) * 1_000L, word()))
        .toList();
  }

  private Verdict.Shortage shortage() {
    var causes = new ArrayList<Verdict.CauseCount>();
    for (var cause : Verdict.Cause.values()) {
      if (random.nextBoolean()) {
        causes.add(new Verdict.CauseCount(cause, 1 + random.nextInt(99)));
      }
    }
    var resource = random.nextBoolean() ? "nvidia.com/gpu" : "";
    return new Verdict.Shortage(word(), random.nextInt(99), random.nextInt(99), resource, causes);
  }
}
