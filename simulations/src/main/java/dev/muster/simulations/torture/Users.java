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
  private static final String FINALIZERS = "finalizers";
  private static final long LOOK_AGAIN_MILLIS = 2_000;
  private static final String GPU = "nvidia.com/gpu";
  private final World world;
  private final SortedMap<String, Shape> shapes = new TreeMap<>();
  private final List<String> guests = new ArrayList<>();
  private final List<String> poisons = new ArrayList<>();
  private int flooded;
  private boolean home;

  Users(World world) {
    this.world = world;
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
      case ANNOTATE -> annotate(name, event.amount());
      case DELETE_CHILD -> deleteChild(name);
      case DROP_FINALIZER ->
          patchGang(name, Trees.object("metadata", Trees.object(FINALIZERS, null)));
      case POISON -> poison(name, event.detail());
      case FLOOD -> flood(event.amount());
      case FAIL_POD -> onPod(name, this::fail);
      case DELETE_POD -> onPod(name, pod -> world.delete("v1", "Pod", Trees.name(pod)));
      case GUEST -> guest(name, event.amount(), event.lasts());
      case CORDON -> node(name, "spec", event, Trees.object("unschedulable", true));
      case NOT_READY -> notReady(name, event);
      case LOSE_GPUS -> loseGpus(name, event);
      default -> throw new IllegalArgumentException(event.act() + " is nothing that users do");
    }
  }

  /** Nobody does any harm any more, and what would never end is ended. */
  void goHome() {
    home = true;
    poisons.forEach(this::delete);
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
        if (Trees.text(object, "metadata", "labels", "workload.codeflare.dev/appwrapper")
            .equals(name)) {
          world.delete(words[0], words[1], Trees.name(object));
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
      boolean ofGang =
          Trees.text(pod, "metadata", "labels", "workload.codeflare.dev/appwrapper").equals(gang);
      if (runs && ofGang) {
        what.accept(pod);
        return;
      }
    }
  }

  private void fail(Map<String, @Nullable Object> pod) {
    var failed = Trees.object("status", Trees.object("phase", "Failed", "reason", "Evicted"));
    world.patch("v1", "Pod", Trees.name(pod), "status", failed);
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
