package dev.muster.simulations.live.watchdog;

import dev.muster.simulations.live.objects.Amounts;
import dev.muster.simulations.live.objects.Eligibility;
import dev.muster.simulations.live.objects.PodRequests;
import dev.muster.simulations.live.objects.Quantities;
import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Works out which pods an AppWrapper will have, from its templates alone. Answers nothing as soon
 * as anything in it cannot be read: the observer must not hold a gang that nobody understands
 * against the scheduler.
 */
final class DemandReader {
  private static final long MOST_PODS = 1_000_000;
  private static final Map<String, @Nullable Object> SUBMITTER_ASKS =
      Trees.object("requests", Trees.object("cpu", "500m", "memory", "200Mi"));

  /** Thrown and caught in here only. */
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable(String what) {
      super(what, null, false, false);
    }
  }

  private final List<PodGroup> groups = new ArrayList<>();

  private DemandReader() {}

  /** The groups of pods of the gang; empty if they cannot be told. */
  static Optional<List<PodGroup>> read(Object appWrapper) {
    var reader = new DemandReader();
    try {
      int index = 0;
      for (var component : Trees.maps(appWrapper, "spec", "components")) {
        int first = reader.groups.size();
        reader.component(index + ".", component);
        if (Trees.at(appWrapper, "spec", "mcad") != null) {
          reader.mcads(index + ".", component, first);
        }
        index++;
      }
    } catch (Unreadable unreadable) {
      return Optional.empty();
    }
    return Optional.of(List.copyOf(reader.groups));
  }

  private void component(String prefix, Object component) {
    var template = Trees.map(component, "template");
    String apiVersion = Trees.text(template, "apiVersion");
    switch (apiVersion.replaceFirst("/.*", "") + " " + Trees.text(template, "kind")) {
      case "v1 Pod" -> add(prefix + "main", 1, template);
      case "apps Deployment", "apps StatefulSet" ->
          add(prefix + "main", whole(template, 1, "replicas"), podTemplate(template));
      case "batch Job" -> {
        long parallelism = whole(template, 1, "parallelism");
        long completions = whole(template, parallelism, "completions");
        add(prefix + "main", Math.min(parallelism, completions), podTemplate(template));
      }
      case "ray.io RayCluster" -> rayCluster(prefix, Trees.map(template, "spec"), false);
      case "ray.io RayJob" -> rayJob(prefix, Trees.map(template, "spec"));
      default -> declared(prefix, component);
    }
  }

  /**
   * What MCAD's version says of the pods of an item: each of the template's asks for what is said
   * of it, if as many are said, and for the most that is said if not. A set is as its largest pod.
   */
  private void mcads(String prefix, Object component, int first) {
    var said = new ArrayList<Amounts>();
    var sets = new ArrayList<Integer>();
    for (var entry : Trees.maps(component, "mcad", "custompodresources")) {
      long count = whole(Trees.object("spec", entry), -1, "replicas");
      if (count < 0 || said.size() + count > MOST_PODS || !areReadable(entry)) {
        throw new Unreadable("custompodresources");
      }
      said.addAll(Collections.nCopies((int) count, asked(entry)));
      sets.add((int) count);
    }
    if (said.isEmpty()) {
      return;
    }
    var own = List.copyOf(groups.subList(first, groups.size()));
    groups.subList(first, groups.size()).clear();
    boolean isRayJob = Trees.text(component, "template", "kind").equals("RayJob");
    boolean submits = isRayJob && !own.isEmpty() && own.getLast().name().endsWith(".submitter");
    var told = own.subList(0, own.size() - (submits ? 1 : 0));
    boolean setBySet = told.stream().map(PodGroup::count).toList().equals(some(sets));
    boolean asMany = told.stream().mapToInt(PodGroup::count).sum() == said.size();
    int at = 0;
    for (int i = 0; i < told.size(); i++) {
      var group = told.get(i);
      var its = asMany ? said.subList(at, at + group.count()) : said;
      at += group.count();
      var name = setBySet ? prefix + place(sets, i) : group.name();
      groups.add(
          new PodGroup(name, group.count(), most(its), group.eligibility(), group.priorityClass()));
    }
    groups.addAll(own.subList(told.size(), own.size()));
    if (own.isEmpty()) {
      throw new Unreadable("pods of a kind that nobody knows");
    }
  }

  private static List<Integer> some(List<Integer> counts) {
    return counts.stream().filter(count -> count > 0).toList();
  }

  /** Where the set stands among all that are said, those of no pods included. */
  private static int place(List<Integer> sets, int ofSome) {
    int place = 0;
    for (int seen = -1; place < sets.size(); place++) {
      seen += sets.get(place) > 0 ? 1 : 0;
      if (seen == ofSome) {
        return place;
      }
    }
    return place;
  }

  private static Amounts most(List<Amounts> said) {
    return said.stream().reduce(Amounts.NONE, Amounts::max);
  }

  private static boolean areReadable(Object entry) {
    return quantities(Trees.map(entry, "requests")) && quantities(Trees.map(entry, "limits"));
  }

  private static Amounts asked(Object entry) {
    var asks = new TreeMap<String, @Nullable Object>(Trees.map(entry, "limits"));
    Trees.map(entry, "requests")
        .forEach((name, amount) -> {
          if (Quantities.units(name, amount).orElse(-1) != 0) {
            asks.put(name, amount);
          }
        });
    var container = Trees.object("name", "said", "resources", Trees.object("requests", asks));
    return PodRequests.of(Trees.object("containers", List.of(container)));
  }

  private static Object podTemplate(Object template) {
    return Trees.map(template, "spec", "template");
  }

  private static long whole(Object template, long fallback, String field) {
    Object value = Trees.at(template, "spec", field);
    if (value != null && !(value instanceof Long)) {
      throw new Unreadable(field);
    }
    return Trees.number(template, fallback, "spec", field);
  }

  private void rayJob(String prefix, Map<String, @Nullable Object> spec) {
    String mode = Trees.text(spec, "submissionMode");
    if (Trees.map(spec, "clusterSelector").isEmpty()) {
      rayCluster(prefix, Trees.map(spec, "rayClusterSpec"), mode.equals("SidecarMode"));
    }
    if (mode.isEmpty() || mode.equals("K8sJobMode")) {
      var given = Trees.map(spec, "submitterPodTemplate");
      var container = Trees.object("name", "submitter", "resources", SUBMITTER_ASKS);
      var plain = Trees.object("spec", Trees.object("containers", List.of(container)));
      add(prefix + "submitter", 1, given.isEmpty() ? plain : given);
    }
  }

  private void rayCluster(String prefix, Map<String, @Nullable Object> spec, boolean sidecar) {
    Object head = Trees.map(spec, "headGroupSpec", "template");
    if (Trees.flag(spec, "enableInTreeAutoscaling")) {
      var wished = Trees.map(spec, "autoscalerOptions", "resources");
      var usual = Trees.object("requests", Trees.object("cpu", "500m", "memory", "512Mi"));
      head = with(head, "containers", wished.isEmpty() ? usual : wished);
    }
    if (sidecar) {
      head = with(head, "containers", SUBMITTER_ASKS);
    }
    add(prefix + "head", 1, head);
    var floor = Trees.object("requests", Trees.object("cpu", "200m", "memory", "256Mi"));
    for (var group : Trees.maps(spec, "workerGroupSpecs")) {
      var worker = with(Trees.map(group, "template"), "initContainers", floor);
      add(prefix + Trees.text(group, "groupName"), workers(group), worker);
    }
  }

  private static long workers(Object group) {
    if (Trees.flag(group, "suspend")) {
      return 0;
    }
    var wrapped = Trees.object("spec", group);
    long replicas = whole(wrapped, 0, "replicas");
    long least = whole(wrapped, 0, "minReplicas");
    long most = whole(wrapped, Integer.MAX_VALUE, "maxReplicas");
    long hosts = whole(wrapped, 1, "numOfHosts");
    long wanted = Math.min(most, Math.max(least, replicas));
    if (replicas < 0 || wanted > MOST_PODS || hosts > MOST_PODS) {
      throw new Unreadable("replicas");
    }
    return wanted * hosts;
  }

  /** The pod template with one more container, of which only the resources matter here. */
  private static Object with(Object template, String field, Map<String, @Nullable Object> asks) {
    var spec = Trees.copyOf(Trees.map(template, "spec"));
    var containers = new ArrayList<>(Trees.maps(spec, field));
    containers.add(Trees.object("name", "added", "resources", asks));
    boolean hasOwn = !Trees.maps(spec, "containers").isEmpty();
    if (hasOwn) {
      spec.put(field, containers);
    }
    return Trees.object("spec", spec);
  }

  private void declared(String prefix, Object component) {
    int index = 0;
    for (var podSet : Trees.maps(component, "podSets")) {
      long replicas = whole(Trees.object("spec", podSet), 1, "replicas");
      Object target = resolve(component, Trees.text(podSet, "path"));
      add(prefix + index, replicas, target);
      index++;
    }
  }

  private static Object resolve(Object component, String path) {
    Object target = component;
    for (String step : path.replace("[", ".[").split("\\.", -1)) {
      if (step.matches("\\[[0-9]{1,4}]") && target instanceof List<?> list) {
        int position = Integer.parseInt(step.substring(1, step.length() - 1));
        target = position < list.size() ? list.get(position) : null;
      } else {
        target = Trees.at(target, step);
      }
    }
    if (target == null) {
      throw new Unreadable(path);
    }
    return target;
  }

  private void add(String name, long count, Object podTemplate) {
    var spec = Trees.map(podTemplate, "spec");
    if (count < 0 || count > MOST_PODS || !readable(spec)) {
      throw new Unreadable(name);
    }
    if (count > 0) {
      groups.add(
          new PodGroup(
              name,
              (int) count,
              PodRequests.of(spec),
              Eligibility.of(spec),
              Trees.text(spec, "priorityClassName")));
    }
  }

  private static boolean readable(Map<String, @Nullable Object> spec) {
    var containers = new ArrayList<>(Trees.maps(spec, "containers"));
    boolean any = !containers.isEmpty();
    containers.addAll(Trees.maps(spec, "initContainers"));
    Object selector = Trees.at(spec, "nodeSelector");
    return any
        && (selector == null || selector instanceof Map)
        && quantities(Trees.map(spec, "overhead"))
        && containers.stream()
            .allMatch(container ->
                quantities(Trees.map(container, "resources", "requests"))
                    && quantities(Trees.map(container, "resources", "limits")));
  }

  private static boolean quantities(Map<String, @Nullable Object> amounts) {
    return amounts.entrySet().stream()
        .allMatch(entry -> {
          long units = Quantities.units(entry.getKey(), entry.getValue()).orElse(-1);
          return units >= 0 && units < Amounts.LIMIT;
        });
  }
}
