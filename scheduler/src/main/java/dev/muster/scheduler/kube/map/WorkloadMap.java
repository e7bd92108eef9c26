package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.LabelValues;
import dev.muster.scheduler.demand.Quantities;
import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangId;
import dev.muster.scheduler.model.PodSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The Workload of a gang that is one object: what Kueue's clients are told of it. All of it follows
 * from what the object says, times included, so that it is the same whoever writes it, and when.
 */
public final class WorkloadMap {
  private static final String MANAGER = "app.kubernetes.io/managed-by";
  private static final String MUSTER = "muster";
  private static final String JOB_UID = "kueue.x-k8s.io/job-uid";
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_POD_SET = 63;

  /** What of a Workload is looked at is below this. */
  private static final int DEEPEST = 64;

  /** Stands for what a Workload says but for its status, and for its status. */
  public record Digest(long object, long status) {}

  private WorkloadMap() {}

  /** One for each object, though another of its kind and name may have been there before. */
  public static String name(String kind, GangId gang) {
    var name = gang.name().substring(0, Math.min(gang.name().length(), LONGEST_NAME));
    while (name.endsWith(".") || name.endsWith("-")) {
      name = name.substring(0, name.length() - 1);
    }
    var suffix = HexFormat.of().toHexDigits(LabelValues.fingerprint(gang.uid())).substring(0, 8);
    return kind.toLowerCase(Locale.ROOT) + "-" + name + "-" + suffix;
  }

  /**
   * The Workload of a gang.
   *
   * @param apiVersion of the object that the gang is
   * @param clusterQueue that its queue leads to
   */
  public static Map<String, @Nullable Object> object(
      Gang gang, String apiVersion, String clusterQueue) {
    var id = gang.id();
    var kind = gang.spec().kind();
    var owner = map("apiVersion", apiVersion, "kind", kind, "name", id.name(), "uid", id.uid());
    owner.put("controller", true);
    var podSets = podSets(gang);
    var metadata = map("namespace", id.namespace(), "name", name(kind, id));
    metadata.put("labels", map(MANAGER, MUSTER, JOB_UID, id.uid()));
    metadata.put("ownerReferences", List.of(owner));
    var object = map("apiVersion", "kueue.x-k8s.io/v1beta2", "kind", "Workload");
    object.put("metadata", metadata);
    object.put(
        "spec",
        map(
            "queueName",
            gang.spec().queue(),
            "priority",
            (long) gang.spec().priority(),
            "podSets",
            podSets));
    var status = map("conditions", WorkloadConditions.of(gang));
    if (gang.status().isTrue(Condition.QUOTA_RESERVED)) {
      status.put("admission", admission(podSets, clusterQueue));
    }
    object.put("status", status);
    return object;
  }

  private static Map<String, @Nullable Object> admission(
      List<Map<String, @Nullable Object>> podSets, String clusterQueue) {
    var assignments =
        podSets.stream()
            .map(podSet -> map("name", podSet.get("name"), "count", podSet.get("count")))
            .toList();
    return map("clusterQueue", clusterQueue, "podSetAssignments", assignments);
  }

  /** Nothing where it cannot be read what the gang asks for. */
  private static List<Map<String, @Nullable Object>> podSets(Gang gang) {
    var podSets = new ArrayList<Map<String, @Nullable Object>>();
    var names = new LinkedHashSet<String>();
    if (gang.spec().demand() instanceof Demand.Readable readable) {
      for (var podSet : readable.podSets()) {
        var name = podSetName(podSet.name());
        name = names.add(name) ? name : "podset-" + podSets.size();
        names.add(name);
        podSets.add(
            map("name", name, "count", (long) podSet.count(), "template", template(podSet)));
      }
    }
    return podSets;
  }

  /** The component is always the same; what is left is made to be a name of Kueue's. */
  private static String podSetName(String name) {
    var plain = name.startsWith("0.") ? name.substring(2) : name;
    var word = plain.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    word = word.substring(0, Math.min(word.length(), LONGEST_POD_SET));
    word = word.replaceAll("^-+|-+$", "");
    return word.isEmpty() ? "main" : word;
  }

  /** What one of its pods asks for, all containers together. */
  private static Map<String, @Nullable Object> template(PodSet podSet) {
    var requests = new TreeMap<String, @Nullable Object>();
    podSet
        .requests()
        .asMap()
        .forEach((name, amount) -> requests.put(name, Quantities.format(name, amount)));
    var container = map("name", "all", "resources", map("requests", requests));
    return map("spec", map("containers", List.of(container)));
  }

  /** Whether an object says that it is one of these. */
  public static boolean isOurs(Map<String, ?> object) {
    return labels(Tree.lenient(object)).get(MANAGER).text("").equals(MUSTER);
  }

  private static Tree labels(Tree object) {
    return object.get("metadata", "labels");
  }

  /** What a stored Workload, or one that is to be written, says. */
  public static Digest digest(Map<String, ?> object) {
    var tree = Tree.lenient(object);
    var text = new StringBuilder();
    append(text, labels(tree).get(MANAGER).value(), 0);
    append(text, labels(tree).get(JOB_UID).value(), 0);
    append(text, tree.get("metadata", "ownerReferences").value(), 0);
    append(text, tree.get("spec").value(), 0);
    var status = new StringBuilder();
    append(status, tree.get("status").value(), 0);
    return new Digest(
        LabelValues.fingerprint(text.toString()), LabelValues.fingerprint(status.toString()));
  }

  private static void append(StringBuilder text, @Nullable Object value, int depth) {
    if (depth > DEEPEST) {
      text.append("deeper");
    } else if (value instanceof Map<?, ?> map) {
      var fields = new TreeMap<String, @Nullable Object>();
      map.forEach((name, field) -> fields.put(String.valueOf(name), field));
      text.append('{');
      fields.forEach((name, field) -> {
        text.append(name.length()).append(' ').append(name).append(':');
        append(text, field, depth + 1);
      });
      text.append('}');
    } else if (value instanceof Collection<?> list) {
      text.append('[');
      list.forEach(entry -> append(text, entry, depth + 1));
      text.append(']');
    } else {
      var plain = String.valueOf(value);
      text.append(value instanceof String ? 's' : 'v').append(plain.length());
      text.append(' ').append(plain);
    }
  }

  static Map<String, @Nullable Object> map(@Nullable Object... fields) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < fields.length; i += 2) {
      map.put(String.valueOf(fields[i]), fields[i + 1]);
    }
    return map;
  }
}
