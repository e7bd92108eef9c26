package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps as many Machines of each MachineSet as it asks for, as OpenShift's own controller does: of
 * those that are too many the annotated and the failed ones go first, then those without a node. It
 * replaces no Machine that fails or does not come. Writes on each set what its machines have.
 *
 * <p>Which of several equal ones goes is by {@code deletePolicy}; {@code Random} is the first by
 * name here.
 */
final class MachineSets implements Controller {
  /** On a Machine: the name of its set. */
  static final String SET = "machine.openshift.io/cluster-api-machineset";

  static final String FINALIZER = "machine.machine.openshift.io";
  private static final List<String> DELETE =
      List.of(
          "machine.openshift.io/delete-machine", "machine.openshift.io/cluster-api-delete-machine");

  private final World world;
  private final Hand hand;
  private final WorkQueue queue;
  private final Offspring children;
  private final SortedMap<String, Long> numbers = new TreeMap<>(); // by UID of the set

  MachineSets(Site site) {
    this.world = site.world();
    this.queue = new WorkQueue(site.loop(), this::reconcile);
    this.hand = new Hand(site, "system:machineset-controller", queue);
    this.children = new Offspring(site, hand, queue, "FailedCreate");
  }

  @Override
  public Set<Kind> needs() {
    return EnumSet.of(Kind.MACHINE_SET, Kind.MACHINE);
  }

  @Override
  public void on(News news) {
    if (news.kind() == Kind.MACHINE) {
      Key.ofController(news.object(), "MachineSet").ifPresent(queue::add);
      return;
    }
    if (!news.exists()) {
      children.forget(news.object());
      numbers.remove(Trees.uid(news.object()));
    }
    queue.add(Key.of(news.object()));
  }

  private void reconcile(Key key) {
    world
        .get(Kind.MACHINE_SET, key)
        .filter(set -> !Trees.leaving(set))
        .ifPresent(set -> keepUp(key, set));
  }

  private void keepUp(Key key, Object set) {
    if (describe(key, set)) {
      return; // looked at again when that is written
    }
    var machines = machines(set);
    long wanted = Math.max(0, Trees.number(set, 1, "spec", "replicas"));
    if (machines.size() < wanted) {
      long room = children.room(set);
      for (long i = machines.size(); i < wanted && room > 0; i++, room--) {
        children.create(set, Kind.MACHINE, machine(set));
      }
    } else {
      machines.stream()
          .sorted(victimsFirst(set))
          .limit(machines.size() - wanted)
          .forEach(machine -> hand.delete(key, Kind.MACHINE, machine));
    }
    write(key, set, machines);
  }

  /** Tells whether there was anything to write. */
  private boolean describe(Key key, Object set) {
    var type = MachineType.of(Trees.map(set, "spec", "template"));
    var known = Trees.map(set, "metadata", "annotations");
    boolean due =
        type.filter(t -> !known.entrySet().containsAll(t.annotations().entrySet())).isPresent();
    type.filter(any -> due)
        .ifPresent(t ->
            hand.patch(
                key,
                Kind.MACHINE_SET,
                set,
                Trees.object("metadata", Trees.object("annotations", t.annotations()))));
    return due;
  }

  /** Those that are to stay. */
  private List<Map<String, @Nullable Object>> machines(Object set) {
    return world.owned(Kind.MACHINE, Trees.uid(set)).stream()
        .filter(machine -> !Trees.leaving(machine))
        .toList();
  }

  private Map<String, @Nullable Object> machine(Object set) {
    long number = numbers.merge(Trees.uid(set), 1L, Long::sum);
    while (world.get(Kind.MACHINE, new Key(Trees.namespace(set), name(set, number))).isPresent()) {
      number = numbers.merge(Trees.uid(set), 1L, Long::sum);
    }
    var labels = new LinkedHashMap<String, @Nullable Object>();
    labels.put(SET, Trees.name(set));
    var template = Trees.map(set, "spec", "template");
    var type = Trees.text(template, "spec", "providerSpec", "value", "instanceType");
    var zone =
        Trees.text(template, "spec", "providerSpec", "value", "placement", "availabilityZone");
    labels.put("machine.openshift.io/instance-type", type);
    labels.put("machine.openshift.io/zone", zone);
    var machine =
        Templates.child(
            "machine.openshift.io/v1beta1", "Machine", set, name(set, number), labels, template);
    Trees.map(machine, "metadata").put("finalizers", List.of(FINALIZER));
    return machine;
  }

  private static String name(Object set, long number) {
    return Trees.name(set) + "-" + Suffix.of(Trees.uid(set), number);
  }

  private static Comparator<Object> victimsFirst(Object set) {
    Comparator<Object> age =
        Comparator.comparing(machine -> Trees.text(machine, "metadata", "creationTimestamp"));
    Comparator<Object> among =
        switch (Trees.text(set, "spec", "deletePolicy")) {
          case "Oldest" -> age;
          case "Newest" -> age.reversed();
          default -> Comparator.comparingInt(MachineSets::hasNode);
        };
    return Comparator.comparingInt(MachineSets::isUnmarked)
        .thenComparing(among)
        .thenComparing(Trees::name);
  }

  /** 0 for those that are marked to go, or have failed: one is as good as the other. */
  private static int isUnmarked(Object machine) {
    boolean marked =
        DELETE.stream().anyMatch(key -> !Trees.annotation(machine, key).isEmpty())
            || !Trees.text(machine, "status", "errorReason").isEmpty();
    return marked ? 0 : 1;
  }

  private static int hasNode(Object machine) {
    return Trees.text(machine, "status", "nodeRef", "name").isEmpty() ? 0 : 1;
  }

  private void write(Key key, Object set, List<Map<String, @Nullable Object>> machines) {
    long ready = machines.stream().filter(machine -> hasNode(machine) == 1).count();
    hand.status(
        key,
        Kind.MACHINE_SET,
        set,
        Trees.object(
            "replicas",
            (long) machines.size(),
            "fullyLabeledReplicas",
            (long) machines.size(),
            "readyReplicas",
            ready,
            "availableReplicas",
            ready,
            "observedGeneration",
            Trees.number(set, 0, "metadata", "generation")));
  }
}
