package dev.muster.webhook.decide;

import dev.muster.scheduler.demand.Findings;
import dev.muster.scheduler.demand.Tree;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An AppWrapper as the rules read it: any tree is one. */
final class Wrapper {
  private final Tree object;

  Wrapper(Map<String, @Nullable Object> object) {
    this.object = new Tree(object, "", new Findings());
  }

  Tree metadata() {
    return object.get("metadata");
  }

  Tree name() {
    return metadata().get("name");
  }

  Tree label(String name) {
    return metadata().get("labels").get(name);
  }

  Tree annotation(String name) {
    return metadata().get("annotations").get(name);
  }

  boolean isBeingDeleted() {
    return !metadata().get("deletionTimestamp").isAbsent();
  }

  Tree spec() {
    return object.get("spec");
  }

  /** Whether it was submitted in MCAD's version, and goes by MCAD's rules. */
  boolean isMcads() {
    return spec().get("mcad").value() instanceof Map;
  }

  List<Tree> components() {
    return spec().get("components").items();
  }

  /** The wrapped objects, parallel to the components. */
  List<Tree> templates() {
    return components().stream().map(component -> component.get("template")).toList();
  }
}
