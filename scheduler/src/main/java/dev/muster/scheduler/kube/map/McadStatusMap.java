package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.McadStatus;
import dev.muster.scheduler.model.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What MCAD's clients read, as it stands in {@code status.mcad}: the whole status of the gang in
 * MCAD's version. Reading what was written gives the same again.
 */
final class McadStatusMap {
  private static final String FIRST_DISPATCH = "controllerfirstdispatchtimestamp";

  private McadStatusMap() {}

  static Map<String, @Nullable Object> toTree(McadStatus mcad, GangStatus status) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("state", mcad.words().state());
    tree.put("queuejobstate", mcad.words().queueJobState());
    tree.put("canrun", mcad.words().canRun()); // old clients ask whether it is there
    tree.put("isdispatched", isDispatched(status.phase()));
    tree.put("message", mcad.message());
    tree.put("pending", (long) mcad.pods().pending());
    tree.put("running", (long) mcad.pods().running());
    tree.put("Succeeded", (long) mcad.pods().succeeded());
    tree.put("failed", (long) mcad.pods().failed());
    tree.put("template", (long) mcad.asked().minAvailable());
    tree.put("systempriority", (long) mcad.asked().priority());
    tree.put("totalcpu", mcad.asked().cpu());
    tree.put("totalmemory", mcad.asked().memory());
    tree.put("totalgpu", mcad.asked().gpus());
    tree.put("requeueingTimeInSeconds", mcad.asked().waitSeconds());
    tree.put("numberOfRequeueings", (long) status.resets());
    tree.put("restarts", (long) status.resets());
    tree.put("controllerfirsttimestamp", Times.formatMicros(mcad.firstSeen()));
    if (mcad.firstDispatched() != 0) {
      tree.put(FIRST_DISPATCH, Times.formatMicros(mcad.firstDispatched()));
    }
    tree.put("conditions", mcad.conditions().stream().map(McadStatusMap::condition).toList());
    return tree;
  }

  /** The same as a part of a merge patch: what is not there any more is named. */
  static Map<String, @Nullable Object> withNulls(Map<?, ?> tree) {
    var patch = new LinkedHashMap<String, @Nullable Object>();
    tree.forEach((name, value) -> patch.put(String.valueOf(name), value));
    patch.putIfAbsent(FIRST_DISPATCH, null);
    return patch;
  }

  private static boolean isDispatched(Phase phase) {
    return switch (phase) {
      case RESUMING, RUNNING, RESETTING -> true;
      case UNSEEN, SUSPENDED, SUSPENDING, SUCCEEDED, FAILED, TERMINATING -> false;
    };
  }

  private static Map<String, @Nullable Object> condition(McadStatus.Condition condition) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("type", condition.type());
    tree.put("status", "True");
    tree.put("reason", condition.reason());
    tree.put("message", condition.message());
    tree.put("lastTransitionMicroTime", Times.formatMicros(condition.since()));
    tree.put("lastUpdateMicroTime", Times.formatMicros(condition.updated()));
    return tree;
  }

  /** Empty if it is none that says how the gang stands. */
  static Optional<McadStatus> parse(Tree tree) {
    var state = tree.get("state").text("");
    if (state.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new McadStatus(
            new McadStatus.Words(
                state, tree.get("queuejobstate").text(""), tree.get("canrun").flag(false)),
            time(tree, "controllerfirsttimestamp"),
            time(tree, FIRST_DISPATCH),
            new McadStatus.Asked(
                (int) Math.clamp(number(tree, "template"), Integer.MIN_VALUE, Integer.MAX_VALUE),
                (int)
                    Math.clamp(
                        number(tree, "systempriority"), Integer.MIN_VALUE, Integer.MAX_VALUE),
                number(tree, "totalcpu"),
                number(tree, "totalmemory"),
                number(tree, "totalgpu"),
                number(tree, "requeueingTimeInSeconds")),
            new McadStatus.Pods(
                tree.get("pending").count(0, 0),
                tree.get("running").count(0, 0),
                tree.get("Succeeded").count(0, 0),
                tree.get("failed").count(0, 0)),
            conditions(tree.get("conditions"))));
  }

  private static List<McadStatus.Condition> conditions(Tree entries) {
    var conditions = new ArrayList<McadStatus.Condition>();
    for (var entry : entries.items()) {
      conditions.add(
          new McadStatus.Condition(
              entry.get("type").text(""),
              entry.get("reason").text(""),
              entry.get("message").text(""),
              time(entry, "lastTransitionMicroTime"),
              time(entry, "lastUpdateMicroTime")));
    }
    return conditions;
  }

  private static long time(Tree tree, String field) {
    return Times.parse(tree.get(field).text(""), 0);
  }

  private static long number(Tree tree, String field) {
    return tree.get(field).value() instanceof Number number ? number.longValue() : 0;
  }
}
