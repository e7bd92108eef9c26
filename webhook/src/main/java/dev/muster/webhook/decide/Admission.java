package dev.muster.webhook.decide;

import java.util.List;

/**
 * The decision: the object is let in with these additions, applied in this order. No rule refuses
 * anything yet.
 */
public record Admission(List<Addition> additions) {
  public Admission {
    additions = List.copyOf(additions);
  }

  /**
   * One value that is put into the object.
   *
   * @param path a JSON pointer, in the sense of a JSON patch's {@code add}
   * @param value a JSON tree
   */
  public record Addition(String path, Object value) {}
}
