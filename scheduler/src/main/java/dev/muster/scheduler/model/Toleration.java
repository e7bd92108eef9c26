package dev.muster.scheduler.model;

import java.util.Optional;

/**
 * Which taints a pod puts up with, as Kubernetes has it: an empty {@code key} with {@code EXISTS}
 * tolerates all keys, an empty {@code effect} all effects.
 */
public record Toleration(
    String key, Operator operator, String value, Optional<Taint.Effect> effect) {
  /** How {@code value} is compared with the taint's. */
  public enum Operator {
    EXISTS,
    EQUAL
  }

  public boolean tolerates(Taint taint) {
    if (effect.isPresent() && effect.get() != taint.effect()) {
      return false;
    }
    return switch (operator) {
      case EXISTS -> key.isEmpty() || key.equals(taint.key());
      case EQUAL -> key.equals(taint.key()) && value.equals(taint.value());
    };
  }
}
