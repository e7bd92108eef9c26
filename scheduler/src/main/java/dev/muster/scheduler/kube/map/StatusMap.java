package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.model.ComponentStatus;
import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The status of a gang as it stands in its AppWrapper.
 *
 * <p>Reading what was written gives the same status, with times cut to seconds. A status is never
 * written without a phase, and never read from what has none: clients rely on the first, and the
 * second is how an object looks that nobody has taken in yet.
 */
public final class StatusMap {
  private static final int LONGEST_MESSAGE = 32_768;
  private static final List<String> OPTIONAL =
      List.of("resettingCount", "conditions", "componentStatus", "admission", "verdict", "mcad");

  private StatusMap() {}

  /** The tree of {@code status}; empty for a gang that is not seen yet. */
  public static Map<String, @Nullable Object> toTree(GangStatus status, Standing standing) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    if (status.phase() == Phase.UNSEEN) {
      return tree;
    }
    tree.put("phase", status.phase().word());
    if (status.resets() != 0) {
      tree.put("resettingCount", (long) status.resets());
    }
    if (!status.conditions().isEmpty()) {
      tree.put("conditions", conditions(status.conditions().values()));
    }
    if (!status.components().isEmpty()) {
      tree.put("componentStatus", status.components().stream().map(StatusMap::component).toList());
    }
    status.latestAdmission().ifPresent(a -> tree.put("admission", AdmissionMap.toTree(a)));
    status.latestVerdict().ifPresent(v -> tree.put("verdict", VerdictMap.toTree(v, standing)));
    status.forMcad().ifPresent(m -> tree.put("mcad", McadStatusMap.toTree(m, status)));
    return tree;
  }

  /**
   * The same as the {@code status} of a JSON merge patch: what is not there any more is named with
   * a null, so that the patched status is {@link #toTree} whatever stood there before.
   */
  public static Map<String, @Nullable Object> mergePatch(GangStatus status, Standing standing) {
    var patch = toTree(status, standing);
    for (var field : OPTIONAL) {
      patch.putIfAbsent(field, null);
    }
    if (patch.get("verdict") instanceof Map<?, ?> verdict) {
      patch.put("verdict", VerdictMap.withNulls(verdict));
    }
    if (patch.get("mcad") instanceof Map<?, ?> mcad) {
      patch.put("mcad", McadStatusMap.withNulls(mcad));
    }
    return patch;
  }

  /** Reads {@code status}; {@link GangStatus#UNSEEN} if it has no phase that is one. */
  public static GangStatus parse(Map<String, ?> status) {
    return parse(Tree.lenient(status));
  }

  static GangStatus parse(Tree status) {
    var word = status.get("phase").text("");
    for (var phase : Phase.values()) {
      if (phase != Phase.UNSEEN && phase.word().equals(word)) {
        return parse(phase, status);
      }
    }
    return GangStatus.UNSEEN;
  }

  private static GangStatus parse(Phase phase, Tree status) {
    return new GangStatus(
        phase,
        status.get("resettingCount").count(0, 0),
        parseConditions(status.get("conditions")),
        status.get("componentStatus").items().stream().map(StatusMap::parseComponent).toList(),
        AdmissionMap.parse(status.get("admission")).stream().toList(),
        VerdictMap.parse(status.get("verdict")).<List<Verdict>>map(List::of).orElse(List.of()),
        McadStatusMap.parse(status.get("mcad")).stream().toList());
  }

  private static List<@Nullable Object> conditions(Collection<Condition> conditions) {
    var entries = new ArrayList<@Nullable Object>();
    for (var condition : conditions) {
      var entry = new LinkedHashMap<String, @Nullable Object>();
      entry.put("type", condition.type());
      entry.put("status", condition.status().word());
      entry.put("reason", condition.reason());
      entry.put("message", cut(condition.message()));
      entry.put("lastTransitionTime", Times.format(condition.since()));
      entries.add(entry);
    }
    return entries;
  }

  /** What others say (the server's words on a failed create) may be longer than may be stored. */
  private static String cut(String message) {
    return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE);
  }

  private static SortedMap<String, Condition> parseConditions(Tree entries) {
    var conditions = new TreeMap<String, Condition>();
    for (var entry : entries.items()) {
      var type = entry.get("type").text("");
      var condition =
          new Condition(
              type,
              parseConditionStatus(entry.get("status").text("")),
              entry.get("reason").text(""),
              entry.get("message").text(""),
              Times.parse(entry.get("lastTransitionTime").text(""), 0));
      conditions.putIfAbsent(type, condition); // Of several, clients take the first.
    }
    return conditions;
  }

  private static Condition.Status parseConditionStatus(String word) {
    for (var status : Condition.Status.values()) {
      if (status.word().equals(word)) {
        return status;
      }
    }
    return Condition.Status.UNKNOWN;
  }

  private static Map<String, @Nullable Object> component(ComponentStatus component) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("name", component.name());
    tree.put("kind", component.kind());
    tree.put("apiVersion", component.apiVersion());
    var podSets = new ArrayList<@Nullable Object>();
    for (var podSet : component.podSets()) {
      var entry = new LinkedHashMap<String, @Nullable Object>();
      entry.put("path", podSet.path());
      entry.put("replicas", (long) podSet.replicas());
      podSets.add(entry);
    }
    tree.put("podSets", podSets);
    tree.put("conditions", conditions(component.conditions().values()));
    return tree;
  }

  private static ComponentStatus parseComponent(Tree component) {
    var podSets = new ArrayList<ComponentStatus.EffectivePodSet>();
    for (var podSet : component.get("podSets").items()) {
      podSets.add(
          new ComponentStatus.EffectivePodSet(
              podSet.get("path").text(""), podSet.get("replicas").count(0, 1)));
    }
    return new ComponentStatus(
        component.get("name").text(""),
        component.get("kind").text(""),
        component.get("apiVersion").text(""),
        podSets,
        parseConditions(component.get("conditions")));
  }
}
