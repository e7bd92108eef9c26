package dev.muster.scheduler.kube.client;

import org.jspecify.annotations.Nullable;

/**
 * Lets equal short texts be one: a hundred thousand objects name the same fields, labels, resources
 * and nodes. Of fixed size, and what falls on a taken place takes it over, so texts that are chosen
 * to collide make it useless and nothing worse.
 *
 * <p>Used by any thread: a text that one thread put here is whole for every other, as strings are.
 */
final class Words {
  private static final int PLACES = 1 << 15;
  private static final int LONGEST = 80;

  private final @Nullable String[] places = new String[PLACES];

  /** Returns an equal text, the same for equal ones as far as there is room. */
  String shared(String text) {
    if (text.length() > LONGEST) {
      return text;
    }
    int hash = text.hashCode();
    int place = (hash ^ (hash >>> 15)) & (PLACES - 1);
    var known = places[place];
    if (known != null && known.equals(text)) {
      return known;
    }
    places[place] = text;
    return text;
  }
}
