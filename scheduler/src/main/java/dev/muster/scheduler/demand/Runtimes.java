package dev.muster.scheduler.demand;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ServingRuntimes that are wrapped in the same AppWrapper as the InferenceServices that use
 * them. Those that are in the namespace or the cluster already are not seen from here.
 *
 * <p>One that is named is found by its name; without a name it is the one of the highest priority
 * among those that select themselves for the format of the model, the first of equal ones.
 *
 * <p>A runtime is read anew for each pod template that is made of it, so there is a limit to how
 * often that is done: many services that use a large runtime must not make the reading slow. Of one
 * reading; not to be shared.
 */
final class Runtimes {
  /** Far more than the pod sets that an AppWrapper may have. */
  static final int MOST_READINGS = 64;

  private record Wrapped(String path, String name, @Nullable Object template) {}

  private final List<Wrapped> wrapped = new ArrayList<>();
  private int readings;

  private Runtimes() {}

  static Runtimes none() {
    return new Runtimes();
  }

  /** The runtimes among the components of the AppWrapper that has this {@code spec}. */
  static Runtimes of(Map<String, ?> spec) {
    var runtimes = new Runtimes();
    int index = 0;
    for (var component : Tree.lenient(spec).get("components").items()) {
      var template = component.get("template");
      if (template.get("apiVersion").text("").equals("serving.kserve.io/v1alpha1")
          && template.get("kind").text("").equals("ServingRuntime")) {
        var name = template.get("metadata").get("name").text("");
        var path = "spec.components[" + index + "].template";
        runtimes.wrapped.add(new Wrapped(path, name, template.value()));
      }
      index++;
    }
    return runtimes;
  }

  /** The {@code spec} of the runtime that serves {@code model}, which is of this format. */
  Optional<Tree> find(Tree model, String format) {
    if (wrapped.isEmpty() || !counted(model)) {
      return Optional.empty();
    }
    var name = model.get("runtime").text("");
    var found = name.isEmpty() ? selected(model, format) : named(name);
    return found.map(
        runtime -> new Tree(runtime.template(), runtime.path(), model.findings()).get("spec"));
  }

  /** Counts a pod template that is made of what stands elsewhere; whether it may still be made. */
  boolean counted(Tree where) {
    readings++;
    if (readings > MOST_READINGS) {
      where.report("brings the models and canaries above " + MOST_READINGS);
    }
    return readings <= MOST_READINGS;
  }

  private Optional<Wrapped> named(String name) {
    return wrapped.stream().filter(runtime -> runtime.name().equals(name)).findFirst();
  }

  private Optional<Wrapped> selected(Tree model, String format) {
    var version = model.get("modelFormat").get("version").text("");
    Optional<Wrapped> best = Optional.empty();
    long highest = -1;
    for (var runtime : wrapped) {
      long priority = priority(runtime, format, version);
      if (priority > highest) {
        best = Optional.of(runtime);
        highest = priority;
      }
    }
    return best;
  }

  /** Of the format that selects this runtime; negative if none does. */
  private static long priority(Wrapped runtime, String format, String version) {
    var spec = Tree.lenient(runtime.template()).get("spec");
    if (spec.get("disabled").flag(false) || format.isEmpty()) {
      return -1;
    }
    long highest = -1;
    for (var supported : spec.get("supportedModelFormats").items()) {
      boolean fits =
          supported.get("name").text("").equals(format)
              && supported.get("autoSelect").flag(false)
              && (version.isEmpty() || supported.get("version").text("").equals(version));
      if (fits) {
        highest = Math.max(highest, supported.get("priority").count(0, 0));
      }
    }
    return highest;
  }
}
