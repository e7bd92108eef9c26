package dev.muster.simulations.torture;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** People, nodes and pods, and what they do; what is refused is refused, as by kubectl. */
final class Users {
  /** On what belongs to nobody's gang: no scheduler touches it. */
  static final String SQUATTER = "torture.muster.dev/squatter";

  private static final String UNSEEN = "demo.muster.dev/unseen";
  private static final String FINALIZERS = "finalizers";
  private static final long LOOK_AGAIN_MILLIS = 2_000;
  private static final String GPU = "nvidia.com/gpu";
  private final World world;
  private final SortedMap<String, Shape> shapes = new TreeMap<>();
  private final SortedMap<String, Shape> jobs = new TreeMap<>();
  private final List<String> guests = new ArrayList<>();
  private final List<String> poisons = new ArrayList<>();
  private final List<String> squatters = new ArrayList<>();
  private int flooded;
  private boolean home;

  Users(World world) {
    this.world = world;
  }

  /** The same of each Job that nothing wraps, whether or not it was let in. */
  SortedMap<String, Shape> jobs() {
    return jobs;
  }

  /** What each gang that was submitted asks for. */
  SortedMap<String, Shape> shapes() {
    return shapes;
  }

  void does(Event event) {
    var name = event.target();
    switch (event.act()) {
      case SUBMIT -> submit(name, Shape.parse(event.detail()));
      case SUSPEND -> suspend(name, true);
      case RESUME -> suspend(name, false);
      case DELETE -> delete(name);
      case RECREATE -> recreate(name);
      case QUEUE_JOB -> queue(name, Shape.parse(event.detail()));
      case HOLD_JOB -> hold(name, true);
      case FREE_JOB -> hold(name, false);
      case DELETE_JOB -> deleteJob(name);
      case SQUAT -> squat(name, Shape.parse(event.detail()));
      case SURPLUS -> onPod(name, pod -> surplus(pod, event.lasts()));
      case ANNOTATE -> annotate(name, event.amount());
      case DELETE_CHILD -> deleteChild(name);
      case DROP_FINALIZER ->
          patchGang(name, Trees.object("metadata", Trees.object(FINALIZERS, null)));
      case POISON -> poison(name, event.detail());
      case FLOOD -> flood(event.amount());
      case FAIL_POD -> onPod(name, this::fail);
      case DELETE_POD -> onPod(name, pod -> world.delete("v1", "Pod", World.keyOf(pod)));
      case GUEST -> guest(name, event.amount(), event.lasts());
      case CORDON -> node(name, "spec", event, Trees.object("unschedulable", true));
      case NOT_READY -> notReady(name, event);
      case LOSE_GPUS -> loseGpus(name, event);
      case BREAK_NODE -> breakNode(name, event);
      default -> throw new IllegalArgumentException(event.act() + " is nothing that users do");
    }
  }

  /** Nobody does any harm any more, and what would never end is ended. */
  void goHome() {
    home = true;
    poisons.forEach(this::delete);
    squatters.forEach(squatter -> {
      var words = squatter.split("[ ]");
      world.delete(words[0], words[1], words[2]);
    });
    guests.forEach(guest -> world.delete("v1", "Pod", guest));
    shapes.forEach((name, shape) -> {
      if (!shape.ends()) {
        delete(name);
      }
    });
    for (int i = 0; i < flooded; i++) {
      delete("flood-" + i);
    }
  }

  private void submit(String name, Shape shape) {
    if (world.create(shape.gang(name)) instanceof Response.Success) {
      shapes.put(name, shape);
    }
  }

  private void suspend(String name, boolean suspend) {
    patchGang(name, Trees.object("spec", Trees.object("suspend", suspend)));
  }

  private void patchGang(String name, Object patch) {
    world.patch(World.GANGS, "AppWrapper", name, "", patch);
  }

  private void queue(String name, Shape shape) {
    if (world.get("batch/v1", "Job", name) instanceof Response.Failure) {
      world.truth().queuesJobs();
      world.submit(shape.queuedJob(name));
      jobs.put(name, shape);
    }
  }

  private void hold(String name, boolean hold) {
    world.submitPatch("batch/v1", "Job", name, Trees.object("spec", Trees.object("suspend", hold)));
  }

  private void deleteJob(String name) {
    world.delete("batch/v1", "Job", name);
    jobs.remove(name);
  }

  private void delete(String name) {
    world.delete(World.GANGS, "AppWrapper", name);
  }

  private void recreate(String name) {
    var shape = shapes.get(name);
    if (shape != null) {
      delete(name);
      again(name, shape);
    }
  }

  private void again(String name, Shape shape) {
    if (!home && world.create(shape.gang(name)) instanceof Response.Failure) {
      world.loop().after(LOOK_AGAIN_MILLIS, () -> again(name, shape));
    }
  }

  private void annotate(String name, long seconds) {
    var key = "workload.codeflare.dev.appwrapper/deletionOnFailureGracePeriodDuration";
    patchGang(
        name,
        Trees.object("metadata", Trees.object("annotations", Trees.object(key, seconds + "s"))));
  }

  private void deleteChild(String name) {
    for (var kind : List.of("ray.io/v1 RayCluster", "batch/v1 Job", "v1 Pod")) {
      var words = kind.split(" ");
      for (var object : world.list(words[0], words[1])) {
        if (isOf(object, name)) {
          world.delete(words[0], words[1], World.keyOf(object));
          return;
        }
      }
    }
  }

  private void poison(String name, String what) {
    world.create(Poison.gang(name, what));
    poisons.add(name);
  }

  private void flood(long count) {
    for (int i = 0; i < count; i++) {
      world.create(new Shape(Shape.Kind.JOB, 1, 64, 10, "").gang("flood-" + flooded++));
    }
  }

  private void onPod(String gang, Consumer<Map<String, @Nullable Object>> what) {
    for (var pod : world.list("v1", "Pod")) {
      boolean runs = Trees.text(pod, "status", "phase").equals("Running");
      if (runs && isOf(pod, gang)) {
        what.accept(pod);
        return;
      }
    }
  }

  private static boolean isOf(Object object, String gang) {
    return Trees.text(object, "metadata", "labels", "workload.codeflare.dev/appwrapper")
            .equals(World.nameOf(gang))
        && Trees.text(object, "metadata", "namespace").equals(World.namespaceOf(gang));
  }

  /** Somebody has an object of the name that the gang's first one is to have. */
  private void squat(String name, Shape shape) {
    var component = Trees.maps(shape.gang(name), "spec", "components").getFirst();
    var object = Trees.map(component, "template");
    var metadata = Trees.map(object, "metadata");
    metadata.put("namespace", World.namespaceOf(name));
    metadata.put("annotations", Trees.object(SQUATTER, "true"));
    if (shape.kind() == Shape.Kind.PODS) {
      // One that waits for something that nobody does.
      var gates = new ArrayList<@Nullable Object>(List.of(Trees.object("name", "b.example/never")));
      Trees.map(object, "spec").put("schedulingGates", gates);
    } else {
      Trees.map(object, "spec").put("suspend", true);
    }
    var kind = Trees.text(object, "apiVersion") + " " + Trees.text(object, "kind");
    if (world.create(object) instanceof Response.Success) {
      squatters.add(kind + " " + World.keyOf(object));
    }
  }

  /** An operator whose view is old makes one pod more, and takes one away when it sees them. */
  private void surplus(Map<String, @Nullable Object> pod, long lasts) {
    var more = Trees.object("apiVersion", "v1", "kind", "Pod");
    var old = Trees.map(pod, "metadata");
    var unseen = Trees.copyOf(Trees.map(old, "annotations"));
    unseen.put(UNSEEN, "true");
    var name = Trees.name(pod) + "-surplus";
    more.put(
        "metadata",
        Trees.object(
            "name",
            name,
            "namespace",
            old.get("namespace"),
            "labels",
            old.get("labels"),
            "annotations",
            unseen,
            "ownerReferences",
            old.get("ownerReferences")));
    var spec = Trees.copyOf(Trees.map(pod, "spec"));
    spec.remove("nodeName");
    spec.remove("affinity"); // in which Muster wrote where the other one goes
    more.put("spec", spec);
    var key = World.keyOf(more);
    world.submit(more);
    var seen = Trees.object("metadata", Trees.object("annotations", Trees.object(UNSEEN, null)));
    world.loop().after(lasts, () -> world.patch("v1", "Pod", key, "", seen));
  }

  private void fail(Map<String, @Nullable Object> pod) {
    var failed = Trees.object("status", Trees.object("phase", "Failed", "reason", "Evicted"));
    world.patch("v1", "Pod", World.keyOf(pod), "status", failed);
  }

  /** It comes only where there is room for it now, as anybody's pod does. */
  private void guest(String node, long gpus, long lasts) {
    var name = "guest-" + guests.size();
    var spec = new Shape(Shape.Kind.PODS, 1, (int) gpus, 0, "").gang(name);
    var pod = Trees.map(Trees.maps(spec, "spec", "components").getFirst(), "template");
    Trees.map(pod, "spec").put("nodeSelector", Trees.object("kubernetes.io/hostname", node));
    Trees.map(pod, "metadata").put("name", name);
    guests.add(name);
    world.create(pod);
    world.loop().after(lasts, () -> world.delete("v1", "Pod", name));
  }

  private void node(String name, String part, Event event, Map<String, @Nullable Object> change) {
    world.patch("v1", "Node", name, "", Trees.object(part, change));
    var back = Trees.object();
    change.keySet().forEach(key -> back.put(key, null));
    world
        .loop()
        .after(event.lasts(), () -> world.patch("v1", "Node", name, "", Trees.object(part, back)));
  }

  private void notReady(String name, Event event) {
    ready(name, "Unknown");
    world.loop().after(event.lasts(), () -> ready(name, "True"));
  }

  private void breakNode(String name, Event event) {
    broken(name, "true");
    world.loop().after(event.lasts(), () -> broken(name, null));
  }

  private void broken(String name, @Nullable String value) {
    var annotations = Trees.object("demo.muster.dev/fail-pods", value);
    world.patch(
        "v1", "Node", name, "", Trees.object("metadata", Trees.object("annotations", annotations)));
  }

  private void ready(String name, String status) {
    var condition = Trees.object("type", "Ready", "status", status, "reason", "Kubelet");
    var conditions = new ArrayList<@Nullable Object>(List.of(condition));
    world.patch(
        "v1",
        "Node",
        name,
        "status",
        Trees.object("status", Trees.object("conditions", conditions)));
  }

  private void loseGpus(String name, Event event) {
    if (!(world.get("v1", "Node", name) instanceof Response.Success node)) {
      return;
    }
    var had = Trees.text(node.body(), "status", "allocatable", GPU);
    if (had.isEmpty()) {
      return;
    }
    long left = Math.max(0, Long.parseLong(had) - event.amount());
    allocatable(name, String.valueOf(left));
    var capacity = Trees.text(node.body(), "status", "capacity", GPU);
    world.loop().after(event.lasts(), () -> allocatable(name, capacity));
  }

  private void allocatable(String name, String gpus) {
    world.patch(
        "v1",
        "Node",
        name,
        "status",
        Trees.object("status", Trees.object("allocatable", Trees.object(GPU, gpus))));
  }
}
