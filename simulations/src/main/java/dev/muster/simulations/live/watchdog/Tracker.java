package dev.muster.simulations.live.watchdog;

import dev.muster.simulations.live.objects.Trees;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every object that another one controls, and which gang it belongs to in the end. */
final class Tracker {
  static final String OWNER_LABEL = "workload.codeflare.dev/appwrapper";

  /**
   * An object that belongs to something.
   *
   * @param gang UID of the gang at the end of the chain of its controllers; empty if there is none
   * @param top the object of that chain which the gang itself controls
   * @param controllerKind kind of its own controller
   */
  record Belonging(String uid, String label, String gang, Top top, String controllerKind) {
    boolean isTop() {
      return uid.equals(top.uid);
    }
  }

  /** A component of a gang, once created. */
  record Top(String uid, String kind, String name) {
    static final Top NONE = new Top("", "", "");
  }

  private final SortedMap<String, Belonging> byUid = new TreeMap<>();

  /** Takes note of a new object; empty if nothing controls it and no label claims it. */
  Optional<Belonging> add(Object object) {
    Object owner =
        Trees.maps(object, "metadata", "ownerReferences").stream()
            .filter(reference -> Trees.flag(reference, "controller"))
            .findFirst()
            .orElse(null);
    boolean labelled = !Trees.text(object, "metadata", "labels", OWNER_LABEL).isEmpty();
    if (owner == null && !labelled) {
      return Optional.empty();
    }
    var belonging = belonging(object, owner);
    byUid.put(belonging.uid(), belonging);
    return Optional.of(belonging);
  }

  private Belonging belonging(Object object, @Nullable Object owner) {
    String uid = Trees.uid(object);
    String kind = Trees.text(object, "kind");
    String label = "%s %s/%s".formatted(kind, Trees.namespace(object), Trees.name(object));
    String controllerKind = Trees.text(owner, "kind");
    if (controllerKind.equals("AppWrapper")) {
      var top = new Top(uid, kind, Trees.name(object));
      return new Belonging(uid, label, Trees.text(owner, "uid"), top, controllerKind);
    }
    Belonging above = byUid.get(Trees.text(owner, "uid"));
    return above == null
        ? new Belonging(uid, label, "", Top.NONE, controllerKind)
        : new Belonging(uid, label, above.gang(), above.top(), controllerKind);
  }

  Optional<Belonging> find(String uid) {
    return Optional.ofNullable(byUid.get(uid));
  }

  Optional<Belonging> remove(String uid) {
    return Optional.ofNullable(byUid.remove(uid));
  }

  /** The name of the group that a pod is of, as promises have it. */
  static String group(Object pod, Belonging belonging, Gang gang) {
    String index = component(gang, belonging.top()) + ".";
    return switch (Trees.text(pod, "metadata", "labels", "ray.io/node-type")) {
      case "head" -> index + "head";
      case "worker" -> index + Trees.text(pod, "metadata", "labels", "ray.io/group");
      default ->
          belonging.controllerKind().equals("Job") && belonging.top().kind().equals("RayJob")
              ? index + "submitter"
              : index + "main";
    };
  }

  private static int component(Gang gang, Top top) {
    int index = 0;
    for (var component : Trees.maps(gang.object(), "spec", "components")) {
      var template = Trees.map(component, "template");
      String name = Trees.name(template);
      String begin = Trees.text(template, "metadata", "generateName");
      boolean named = name.equals(top.name()) || (!begin.isEmpty() && top.name().startsWith(begin));
      if (named && Trees.text(template, "kind").equals(top.kind())) {
        return index;
      }
      index++;
    }
    return 0;
  }
}
