package dev.muster.scheduler;

import dev.muster.scheduler.ConfigTree.Block;
import dev.muster.scheduler.ConfigTree.Kind;
import dev.muster.scheduler.ConfigTree.Scalar;
import dev.muster.scheduler.ConfigTree.Sequence;
import dev.muster.scheduler.ConfigTree.Value;
import dev.muster.scheduler.model.Taint;
import dev.muster.scheduler.model.Taint.Effect;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads which labels of a node say what about which of its resources. */
final class ConfigTaints {
  private static final String HEALTH = "autopilot.ibm.com/gpuhealth";
  private static final SortedMap<String, List<Taint>> USUAL =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(
              Collections.singletonMap(
                  "nvidia.com/gpu",
                  List.of(
                      new Taint(HEALTH, "WARN", Effect.PREFER_NO_SCHEDULE),
                      new Taint(HEALTH, "TESTING", Effect.NO_SCHEDULE),
                      new Taint(HEALTH, "EVICT", Effect.NO_EXECUTE)))));

  private ConfigTaints() {}

  static SortedMap<String, List<Taint>> read(ConfigSection section, String key) {
    return switch (section.value(key, usualAsWritten()).orElse(null)) {
      case null -> USUAL;
      case Scalar scalar when scalar.kind() == Kind.NOTHING -> USUAL;
      case Block block -> ofResources(section, key, block);
      case Scalar scalar -> refused(section, key, scalar);
      case Sequence sequence -> refused(section, key, sequence);
    };
  }

  private static SortedMap<String, List<Taint>> ofResources(
      ConfigSection section, String key, Block block) {
    var taints = new TreeMap<String, List<Taint>>();
    block
        .entries()
        .forEach((resource, value) -> {
          if (value instanceof Sequence sequence) {
            taints.put(resource, list(section, key + "." + resource, sequence));
          } else {
            section.problem(key + "." + resource, value, "is not a list of taints");
          }
        });
    return taints;
  }

  private static SortedMap<String, List<Taint>> refused(
      ConfigSection section, String key, Value value) {
    section.problem(key, value, "is not a map from resources to taints");
    return USUAL;
  }

  private static List<Taint> list(ConfigSection section, String key, Sequence sequence) {
    var taints = new ArrayList<Taint>();
    for (var value : sequence.values()) {
      var name = text(value, "key");
      var effect = effect(text(value, "effect"));
      if (name.isEmpty() || effect.isEmpty()) {
        section.problem(
            key, value, "needs key, value and effect: NoSchedule, PreferNoSchedule or NoExecute");
      } else {
        taints.add(new Taint(name, text(value, "value"), effect.get()));
      }
    }
    return taints;
  }

  private static String text(Value value, String key) {
    return value instanceof Block block && block.entries().get(key) instanceof Scalar scalar
        ? scalar.text()
        : "";
  }

  private static Optional<Effect> effect(String word) {
    for (var effect : Effect.values()) {
      if (word(effect).equals(word)) {
        return Optional.of(effect);
      }
    }
    return Optional.empty();
  }

  private static String word(Effect effect) {
    return switch (effect) {
      case NO_SCHEDULE -> "NoSchedule";
      case PREFER_NO_SCHEDULE -> "PreferNoSchedule";
      case NO_EXECUTE -> "NoExecute";
    };
  }

  private static String usualAsWritten() {
    var text = new StringBuilder();
    USUAL.forEach((resource, taints) -> {
      var separator = resource + ": " + HEALTH + " = ";
      for (var taint : taints) {
        text.append(separator).append(taint.value()).append(' ').append(word(taint.effect()));
        separator = ", ";
      }
    });
    return text.toString();
  }
}
