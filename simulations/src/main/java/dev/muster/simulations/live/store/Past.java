package dev.muster.simulations.live.store;

import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Objects as they were, in order: the present ones, but for the places where they differ. Goes as
 * far as it is asked, so a page of a long list costs that page.
 */
final class Past implements Iterator<Map<String, @Nullable Object>> {
  private final Iterator<? extends Map.Entry<Key, Map<String, @Nullable Object>>> present;
  private final Iterator<? extends Map.Entry<Key, @Nullable Map<String, @Nullable Object>>>
      different;
  private Map.@Nullable Entry<Key, Map<String, @Nullable Object>> nextPresent;
  private Map.@Nullable Entry<Key, @Nullable Map<String, @Nullable Object>> nextDifferent;
  private @Nullable Map<String, @Nullable Object> next;

  Past(
      SortedMap<Key, Map<String, @Nullable Object>> present,
      SortedMap<Key, @Nullable Map<String, @Nullable Object>> different) {
    this.present = present.entrySet().iterator();
    this.different = different.entrySet().iterator();
    stepPresent();
    stepDifferent();
    advance();
  }

  private void stepPresent() {
    nextPresent = present.hasNext() ? present.next() : null;
  }

  private void stepDifferent() {
    nextDifferent = different.hasNext() ? different.next() : null;
  }

  private void advance() {
    next = null;
    while (next == null && (nextPresent != null || nextDifferent != null)) {
      int order = order();
      if (order < 0 && nextPresent != null) {
        next = nextPresent.getValue();
      } else if (nextDifferent != null) {
        next = nextDifferent.getValue();
        stepDifferent();
      }
      if (order <= 0) {
        stepPresent();
      }
    }
  }

  /** Negative if the present object comes first, 0 if it is of a place that differs. */
  private int order() {
    if (nextPresent == null || nextDifferent == null) {
      return nextPresent == null ? 1 : -1;
    }
    return nextPresent.getKey().compareTo(nextDifferent.getKey());
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public Map<String, @Nullable Object> next() {
    var result = next;
    if (result == null) {
      throw new NoSuchElementException();
    }
    advance();
    return result;
  }
}
