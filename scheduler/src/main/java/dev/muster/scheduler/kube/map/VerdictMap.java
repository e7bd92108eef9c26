package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.model.GangId;
import dev.muster.scheduler.model.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a gang waits: {@code status.verdict}. */
final class VerdictMap {
  private static final List<String> FIELDS =
      List.of(
          "code",
          "reason",
          "queue",
          "position",
          "eta",
          "shortages",
          "quarantined",
          "others",
          "behind",
          "steps",
          "path",
          "problem");

  private VerdictMap() {}

  static Map<String, @Nullable Object> toTree(Verdict verdict, Standing standing) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("code", verdict.code().word());
    tree.put("reason", verdict.sentence());
    if (!standing.queue().isEmpty()) {
      tree.put("queue", standing.queue());
    }
    standing.position().ifPresent(position -> tree.put("position", (long) position));
    standing.eta().ifPresent(eta -> tree.put("eta", Times.format(eta)));
    switch (verdict) {
      case Verdict.NodesInUse v -> tree.put("shortages", List.of(shortage(v.shortage())));
      case Verdict.NodesTooSmall v -> tree.put("shortages", List.of(shortage(v.shortage())));
      case Verdict.NodeQuarantined v -> {
        tree.put("shortages", List.of(shortage(v.shortage())));
        tree.put("quarantined", quarantined(v.nodes()));
        tree.put("others", (long) v.others());
      }
      case Verdict.BehindHead v -> tree.put("behind", head(v.head()));
      case Verdict.SearchLimit v -> tree.put("steps", (long) v.steps());
      case Verdict.HeldByUser v -> {}
      case Verdict.Forbidden v -> tree.put("problem", v.problem());
      case Verdict.BadObject v -> {
        tree.put("path", v.path());
        tree.put("problem", v.problem());
      }
    }
    return tree;
  }

  /** The tree with a null for each field that a verdict can have and this one has not. */
  static Map<String, @Nullable Object> withNulls(Map<?, ?> tree) {
    var complete = new LinkedHashMap<String, @Nullable Object>();
    for (var field : FIELDS) {
      complete.put(field, tree.get(field));
    }
    return complete;
  }

  static Optional<Verdict> parse(Tree tree) {
    var word = tree.get("code").text("");
    for (var code : Verdict.Code.values()) {
      if (code.word().equals(word)) {
        return Optional.of(parse(code, tree));
      }
    }
    return Optional.empty();
  }

  private static Verdict parse(Verdict.Code code, Tree tree) {
    return switch (code) {
      case NODES_IN_USE -> new Verdict.NodesInUse(parseShortage(tree.get("shortages")));
      case NODES_TOO_SMALL -> new Verdict.NodesTooSmall(parseShortage(tree.get("shortages")));
      case NODE_QUARANTINED ->
          new Verdict.NodeQuarantined(
              parseShortage(tree.get("shortages")),
              parseQuarantined(tree.get("quarantined")),
              tree.get("others").count(0, 0));
      case BEHIND_HEAD -> new Verdict.BehindHead(parseHead(tree.get("behind")));
      case SEARCH_LIMIT -> new Verdict.SearchLimit(tree.get("steps").count(0, 0));
      case HELD_BY_USER -> new Verdict.HeldByUser();
      case FORBIDDEN -> new Verdict.Forbidden(tree.get("problem").text(""));
      case BAD_OBJECT ->
          new Verdict.BadObject(tree.get("path").text(""), tree.get("problem").text(""));
    };
  }

  private static List<@Nullable Object> quarantined(List<Verdict.ClosedNode> nodes) {
    var entries = new ArrayList<@Nullable Object>();
    for (var closed : nodes) {
      var entry = new LinkedHashMap<String, @Nullable Object>();
      entry.put("node", closed.node());
      if (closed.until() > 0) {
        entry.put("until", Times.format(closed.until()));
      }
      if (!closed.reason().isEmpty()) {
        entry.put("reason", closed.reason());
      }
      entries.add(entry);
    }
    return entries;
  }

  private static List<Verdict.ClosedNode> parseQuarantined(Tree entries) {
    return entries.items().stream()
        .map(entry ->
            new Verdict.ClosedNode(
                entry.get("node").text(""),
                Times.parse(entry.get("until").text(""), 0),
                entry.get("reason").text("")))
        .toList();
  }

  private static Map<String, @Nullable Object> shortage(Verdict.Shortage shortage) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("scope", "nodes");
    tree.put("resource", "pods");
    tree.put("podSet", shortage.podSet());
    tree.put("needed", Integer.toString(shortage.needed()));
    tree.put("available", Integer.toString(shortage.available()));
    if (!shortage.resource().isEmpty()) {
      tree.put("lacking", shortage.resource());
    }
    var causes = new ArrayList<@Nullable Object>();
    for (var count : shortage.causes()) {
      var entry = new LinkedHashMap<String, @Nullable Object>();
      entry.put("cause", word(count.cause()));
      entry.put("nodes", (long) count.nodes());
      causes.add(entry);
    }
    tree.put("causes", causes);
    return tree;
  }

  private static Verdict.Shortage parseShortage(Tree shortages) {
    var entries = shortages.items();
    var entry = entries.isEmpty() ? Tree.lenient(null) : entries.getFirst();
    var causes = new ArrayList<Verdict.CauseCount>();
    for (var count : entry.get("causes").items()) {
      for (var cause : Verdict.Cause.values()) {
        if (word(cause).equals(count.get("cause").text(""))) {
          causes.add(new Verdict.CauseCount(cause, count.get("nodes").count(0, 0)));
        }
      }
    }
    return new Verdict.Shortage(
        entry.get("podSet").text(""),
        pods(entry.get("needed")),
        pods(entry.get("available")),
        entry.get("lacking").text(""),
        causes);
  }

  private static int pods(Tree amount) {
    try {
      return Integer.parseInt(amount.text("0"));
    } catch (NumberFormatException notOurs) {
      return 0;
    }
  }

  private static String word(Verdict.Cause cause) {
    return switch (cause) {
      case NOT_READY -> "NotReady";
      case CORDONED -> "Cordoned";
      case QUARANTINED -> "Quarantined";
      case TAINT -> "Taint";
      case SELECTOR -> "Selector";
      case AFFINITY -> "Affinity";
      case UNSETTLED -> "Unsettled";
      case RESOURCES -> "Resources";
    };
  }

  private static Map<String, @Nullable Object> head(GangId head) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("namespace", head.namespace());
    tree.put("name", head.name());
    tree.put("uid", head.uid());
    return tree;
  }

  private static GangId parseHead(Tree head) {
    return new GangId(
        head.get("namespace").text(""), head.get("name").text(""), head.get("uid").text(""));
  }
}
