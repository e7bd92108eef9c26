package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.objects.Trees;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The provider: gives each Machine a node, after a while, and takes it away again, drained, when
 * the Machine is deleted. Annotations on the Machine, which come from the template of its set, say
 * how it goes, all under {@code demo.muster.dev/}:
 *
 * <ul>
 *   <li>{@code provision-seconds} (60), {@code join-seconds} (60), {@code driver-seconds} (30): to
 *       the machine, from there to its ready node, from there to its GPUs; divided by the speed
 *   <li>{@code machine-fault}: {@code stockout}, for ever no machine; {@code quota}, refused for
 *       good; {@code never-joins}, no node; {@code never-ready}, a node that is not ready; {@code
 *       no-gpus}; {@code one-gpu-short}
 * </ul>
 *
 * <p>A type that the provider does not sell is refused for good.
 */
final class Machines implements Controller {
  /** On a node: namespace and name of its Machine. */
  static final String MACHINE = "machine.openshift.io/machine";

  private static final String FAULT = "demo.muster.dev/machine-fault";
  private static final long NEVER = Long.MAX_VALUE;
  private static final long RETRY_MILLIS = 10_000;

  private final World world;
  private final Loop loop;
  private final Settings settings;
  private final Hand hand;
  private final WorkQueue queue;
  private final SortedMap<String, Long> born = new TreeMap<>(); // by UID

  Machines(Site site) {
    this.world = site.world();
    this.loop = site.loop();
    this.settings = site.settings();
    this.queue = new WorkQueue(loop, this::reconcile);
    this.hand = new Hand(site, "system:machine-controller", queue);
  }

  @Override
  public Set<Kind> needs() {
    return EnumSet.of(Kind.MACHINE, Kind.NODE, Kind.POD);
  }

  @Override
  public void on(News news) {
    switch (news.kind()) {
      case MACHINE -> {
        if (!news.exists()) {
          born.remove(Trees.uid(news.object()));
        }
        queue.add(Key.of(news.object()));
      }
      case NODE -> ofMachine(news.object());
      case POD -> {
        if (!news.exists() || Trees.leaving(news.object())) {
          var node = Trees.text(news.object(), "spec", "nodeName");
          world.get(Kind.NODE, new Key("", node)).ifPresent(this::ofMachine);
        }
      }
      default -> throw new IllegalArgumentException(news.kind().word());
    }
  }

  private void ofMachine(Object node) {
    var owner = Trees.annotation(node, MACHINE).split("/", 2);
    if (owner.length == 2) {
      queue.add(new Key(owner[0], owner[1]));
    }
  }

  private void reconcile(Key key) {
    world
        .get(Kind.MACHINE, key)
        .ifPresent(machine -> {
          if (Trees.leaving(machine)) {
            takeAway(key, machine);
          } else {
            setUp(key, machine);
          }
        });
  }

  private void setUp(Key key, Object machine) {
    var type = MachineType.of(machine);
    var fault = Trees.annotation(machine, FAULT);
    if (type.isEmpty() || fault.equals("quota")) {
      var message =
          type.isEmpty()
              ? "the provider does not sell this type of machine"
              : "VcpuLimitExceeded: you have requested more vCPU capacity than your current limit";
      fail(key, machine, message);
      return;
    }
    long age = loop.monotonic() - born.computeIfAbsent(Trees.uid(machine), uid -> bornAt(machine));
    long provisioned = fault.equals("stockout") ? NEVER : millis(machine, "provision-seconds", 60);
    long joined =
        fault.equals("never-joins") ? NEVER : provisioned + millis(machine, "join-seconds", 60);
    long driven = joined + millis(machine, "driver-seconds", 30);
    if (age < provisioned) {
      wait(key, machine, fault.equals("stockout"));
      wakeAt(key, provisioned - age, provisioned);
    } else if (age < joined) {
      phase(key, machine, "Provisioned");
      wakeAt(key, joined - age, joined);
    } else {
      join(key, machine, type.get(), age >= driven);
      if (age < driven) {
        wakeAt(key, driven - age, driven);
      }
    }
  }

  /**
   * On the steady clock; what was there before this process began has its age by its time stamp.
   */
  private long bornAt(Object machine) {
    var created = Trees.text(machine, "metadata", "creationTimestamp");
    long age = created.isEmpty() ? 0 : loop.now() - Instant.parse(created).toEpochMilli();
    return loop.monotonic() - Math.max(0, age);
  }

  private void wakeAt(Key key, long millis, long at) {
    if (at != NEVER) {
      queue.addAfter(millis, key);
    }
  }

  private long millis(Object machine, String annotation, long usualSeconds) {
    var written = Trees.annotation(machine, "demo.muster.dev/" + annotation);
    double seconds = written.matches("[0-9]{1,6}") ? Long.parseLong(written) : usualSeconds;
    return settings.runMillis(seconds);
  }

  private void fail(Key key, Object machine, String message) {
    hand.status(
        key,
        Kind.MACHINE,
        machine,
        Trees.object(
            "phase", "Failed", "errorReason", "InvalidConfiguration", "errorMessage", message));
  }

  private void wait(Key key, Object machine, boolean soldOut) {
    var status = Trees.object("phase", "Provisioning");
    if (soldOut) {
      var message = "InsufficientInstanceCapacity: we currently do not have sufficient capacity";
      var conditions = Trees.map(machine, "status", "providerStatus");
      status.put(
          "providerStatus",
          Trees.object(
              "conditions",
              Conditions.of(Trees.object("status", conditions), hand.stamp())
                  .set("MachineCreation", false, "MachineCreationFailed", message)
                  .list()));
    }
    hand.status(key, Kind.MACHINE, machine, status);
  }

  private void phase(Key key, Object machine, String phase) {
    hand.status(key, Kind.MACHINE, machine, Trees.object("phase", phase));
  }

  private void join(Key key, Object machine, MachineType type, boolean driven) {
    var node = world.get(Kind.NODE, new Key("", Trees.name(machine)));
    long gpus = gpusShown(machine, type, driven);
    if (node.isEmpty()) {
      var fresh = MachineNode.of(machine, type, gpus, hand.stamp());
      hand.create(key, Kind.NODE, fresh, answer -> joined(key, machine, answer));
      return;
    }
    if (!isOf(machine, node.get())) {
      fail(key, machine, "there is a node of this name already, and it is not of this machine");
      return;
    }
    if (!Trees.text(machine, "status", "phase").equals("Running")) {
      var reference =
          Trees.object(
              "kind", "Node", "name", Trees.name(node.get()), "uid", Trees.uid(node.get()));
      hand.status(
          key, Kind.MACHINE, machine, Trees.object("phase", "Running", "nodeRef", reference));
    }
    var capacity = type.capacity(gpus);
    hand.status(
        key,
        Kind.NODE,
        node.get(),
        Trees.object("capacity", capacity, "allocatable", MachineNode.allocatable(capacity)));
  }

  /** A node that the server will not have is told of, and tried again. */
  private void joined(Key key, Object machine, Answer answer) {
    if (Hand.refused(answer) && answer instanceof Answer.Refused refused) {
      hand.tell(machine, "Warning", "FailedCreate", refused.message());
      queue.addAfter(RETRY_MILLIS, key);
    }
  }

  private static boolean isOf(Object machine, Object node) {
    return Trees.annotation(node, MACHINE)
        .equals(Trees.namespace(machine) + "/" + Trees.name(machine));
  }

  private static long gpusShown(Object machine, MachineType type, boolean driven) {
    return switch (Trees.annotation(machine, FAULT)) {
      case "no-gpus" -> 0;
      case "one-gpu-short" -> driven ? Math.max(0, type.gpus() - 1) : 0;
      default -> driven ? type.gpus() : 0;
    };
  }

  /** Cordons, drains, takes the node away, and lets the Machine go. */
  private void takeAway(Key key, Object machine) {
    if (!Trees.text(machine, "status", "phase").equals("Deleting")) {
      phase(key, machine, "Deleting");
      return;
    }
    var node =
        world.get(Kind.NODE, new Key("", Trees.name(machine))).filter(one -> isOf(machine, one));
    if (node.isEmpty()) {
      release(key, machine);
      return;
    }
    if (!Trees.flag(node.get(), "spec", "unschedulable")) {
      hand.patch(
          key, Kind.NODE, node.get(), Trees.object("spec", Trees.object("unschedulable", true)));
      return;
    }
    var pods = podsOn(Trees.name(machine));
    if (!pods.isEmpty()) {
      pods.stream()
          .filter(pod -> !Trees.leaving(pod))
          .forEach(pod -> hand.delete(key, Kind.POD, pod));
    } else {
      hand.remove(key, Kind.NODE, node.get());
    }
  }

  private List<Map<String, @Nullable Object>> podsOn(String node) {
    var pods = new ArrayList<Map<String, @Nullable Object>>();
    for (var pod : world.all(Kind.POD)) {
      if (Trees.text(pod, "spec", "nodeName").equals(node)) {
        pods.add(pod);
      }
    }
    return pods;
  }

  private void release(Key key, Object machine) {
    var others =
        Trees.texts(machine, "metadata", "finalizers").stream()
            .filter(name -> !name.equals(MachineSets.FINALIZER))
            .toList();
    var metadata = new LinkedHashMap<String, @Nullable Object>();
    metadata.put("finalizers", others);
    hand.patch(key, Kind.MACHINE, machine, Trees.object("metadata", metadata));
  }
}
