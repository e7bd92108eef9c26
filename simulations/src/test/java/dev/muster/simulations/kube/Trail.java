package dev.muster.simulations.kube;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the store's changes tell of one gang, from its creation on, and what there is of it now. */
final class Trail {
  private final Stage stage;
  private final String name;

  Trail(Stage stage, String name) {
    this.stage = stage;
    this.name = name;
  }

  /** The states of the object, in order of their writing. */
  List<Map<String, @Nullable Object>> states() {
    return writes().stream().map(Change::object).toList();
  }

  private List<Change> writes() {
    return stage.changes.stream()
        .filter(change -> change.resource().kind().equals("AppWrapper"))
        .filter(change -> Trees.name(change.object()).equals(name))
        .toList();
  }

  /** The phases, in order, each as often as it was entered; no status at all is none. */
  List<String> phases() {
    var phases = new ArrayList<String>();
    for (var state : states()) {
      var phase = Trees.text(state, "status", "phase");
      boolean same = !phases.isEmpty() && phases.getLast().equals(phase);
      if (!same && state.get("status") != null) {
        phases.add(phase);
      }
    }
    return phases;
  }

  /** How often the scheduler wrote the gang since {@code sinceChange}, verdicts apart. */
  List<String> writesOfScheduler(int sinceChange) {
    var writes = new ArrayList<String>();
    for (var change : stage.changes.subList(sinceChange, stage.changes.size())) {
      boolean gang =
          change.resource().kind().equals("AppWrapper") && Trees.name(change.object()).equals(name);
      if (gang && change.user().equals(Stage.SCHEDULER) && !isVerdict(change)) {
        writes.add(Trees.text(change.object(), "status", "phase"));
      }
    }
    return writes;
  }

  /** Whether nothing moved but the reason for waiting. */
  private static boolean isVerdict(Change change) {
    var before = Trees.map(change.before(), "status");
    var after = Trees.map(change.object(), "status");
    return after.get("phase") != null
        && after.get("phase").equals(before.get("phase"))
        && after.get("phase").equals("Suspended")
        && !after.getOrDefault("verdict", "").equals(before.getOrDefault("verdict", ""));
  }

  /** The gang as it stands. */
  Map<String, @Nullable Object> now() {
    return stage.gang("default", name);
  }

  /** The state in which it first had this phase. */
  Map<String, @Nullable Object> when(String phase) {
    return states().stream()
        .filter(state -> Trees.text(state, "status", "phase").equals(phase))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " never was " + phase + ": " + phases()));
  }

  /** The first state of this phase after one of that. */
  Map<String, @Nullable Object> whenNext(String phase, String after) {
    boolean passed = false;
    for (var state : states()) {
      var word = Trees.text(state, "status", "phase");
      if (passed && word.equals(phase)) {
        return state;
      }
      passed |= word.equals(after);
    }
    throw new AssertionError(name + " was not " + phase + " after " + after + ": " + phases());
  }

  /** Status and reason of each condition, by type. */
  static Map<String, String> conditions(Map<String, @Nullable Object> gang) {
    var conditions = new TreeMap<String, String>();
    for (var condition : Trees.maps(gang, "status", "conditions")) {
      conditions.put(
          Trees.text(condition, "type"),
          Trees.text(condition, "status") + " " + Trees.text(condition, "reason"));
    }
    return conditions;
  }

  static String message(Map<String, @Nullable Object> gang, String type) {
    return Trees.maps(gang, "status", "conditions").stream()
        .filter(condition -> Trees.text(condition, "type").equals(type))
        .map(condition -> Trees.text(condition, "message"))
        .findFirst()
        .orElse("");
  }

  /** Name and phase of each pod that bears the gang's label. */
  Map<String, String> pods() {
    var pods = new TreeMap<String, String>();
    for (var pod : podObjects()) {
      pods.put(Trees.name(pod), Trees.text(pod, "status", "phase"));
    }
    return pods;
  }

  List<Map<String, @Nullable Object>> podObjects() {
    return stage.list("v1", "Pod").stream().filter(this::isOurs).toList();
  }

  private boolean isOurs(Map<String, @Nullable Object> object) {
    return Trees.text(object, "metadata", "labels", "workload.codeflare.dev/appwrapper")
        .equals(name);
  }

  /** Kind and name of everything that was created with the gang's label, in order. */
  List<String> created() {
    return stage.changes.stream()
        .filter(change -> change.type() == ChangeType.ADDED && isOurs(change.object()))
        .map(change -> change.resource().kind() + " " + Trees.name(change.object()))
        .toList();
  }

  /** Its phases, and between them {@code +} what was created for it and {@code -} what went. */
  List<String> story() {
    var story = new ArrayList<String>();
    var phase = "";
    for (var change : stage.changes) {
      var object = change.object();
      if (change.resource().kind().equals("AppWrapper") && Trees.name(object).equals(name)) {
        var next = Trees.text(object, "status", "phase");
        if (!next.equals(phase)) {
          story.add(next);
          phase = next;
        }
      } else if (isOurs(object) && change.type() != ChangeType.MODIFIED) {
        story.add((change.type() == ChangeType.ADDED ? "+" : "-") + Trees.name(object));
      }
    }
    return story;
  }

  /** The pods that were left each time its quota was given back. */
  List<List<String>> podsWhenQuotaWasReleased() {
    var left = new TreeMap<String, String>();
    var releases = new ArrayList<List<String>>();
    var before = "";
    for (var change : stage.changes) {
      var object = change.object();
      if (change.resource().kind().equals("Pod") && isOurs(object)) {
        left.put(Trees.uid(object), Trees.name(object));
        if (change.type() == ChangeType.DELETED) {
          left.remove(Trees.uid(object));
        }
      } else if (change.resource().kind().equals("AppWrapper") && Trees.name(object).equals(name)) {
        var quota = Trees.condition(object, "QuotaReserved");
        if (before.equals("True") && quota.equals("False")) {
          releases.add(List.copyOf(left.values()));
        }
        before = quota;
      }
    }
    return releases;
  }

  /** Reasons of the Events about it. */
  List<String> events() {
    return stage.list("v1", "Event").stream()
        .filter(event -> Trees.text(event, "involvedObject", "name").equals(name))
        .filter(event -> Trees.text(event, "involvedObject", "kind").equals("AppWrapper"))
        .map(event -> Trees.text(event, "reason"))
        .sorted()
        .toList();
  }
}
